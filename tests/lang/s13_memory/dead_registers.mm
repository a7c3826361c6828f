// flags: --idle-shrink 0.05
// timeout: 60
// What a frame will not read again keeps nothing alive: while it waits for long, while it hibernates, while what it has called collects. What it will
// read stays, on whatever way it gets there.
let me = Ma.self
fn made(x) { [x] }
fn seen(x) { WeakRef.new(x) }
fn collect { GC.collect; 0 }

// Parts of expressions, what calls have left, variables of blocks that are over.
fn in_expression(a) { let r = seen(made([2])); a.len + collect(); r.get }
say in_expression([1]).dump                                     // expect: nil
fn block_over { let r = do { let a = 1; let b = 2; let c = 3; let x = made(a + b + c); seen(x) }; let s = 4; collect(); [r.get, s] }
say block_over()                                                // expect: [nil, 4]
fn turn_over { let r = nil; for 1..3 -> i { let a = i; let b = a; let x = made(b); r = seen(x) } collect(); r.get }
say turn_over().dump                                            // expect: nil
fn looped { let sum = 0; let refs = []; for (^9).map({|i| made(i) }) -> x { sum += x[0]; refs.push(seen(x)) } let s = sum; collect(); [s, refs.count({|r| r.get != nil })] }
say looped()                                                    // expect: [36, 0]
// Variables in whose scope it is keep theirs, read again or not.
fn last_read { let x = made(1); let r = seen(x); collect(); r.get }
say last_read()                                                 // expect: [1]
fn argument(x, r) { collect(); r.get }
fn passes { let x = made(3); argument(x, seen(x)) }
say passes()                                                    // expect: [3]
fn matched(v) { given v { when [x, *rest] { let r = seen(rest); collect(); r.get } } }
say matched([1, 2])                                             // expect: [2]
fn read_later { let x = made(4); let r = seen(x); collect(); [r.get, x] }
say read_later()                                                // expect: [[4], [4]]
fn one_arm(yes) { let x = made(5); let r = seen(x); collect(); if yes { return x } r.get }
say one_arm(true), one_arm(false)                               // expect: [5][5]
fn next_turn { let x = made(0); let all = []; for 1..3 -> i { collect(); all.push(x); x = made(i) } all }
say next_turn()                                                 // expect: [[0], [1], [2]]
fn overwritten { let x = made(6); let r = seen(x); collect(); let was = r.get; x = 7; [was, x] }
say overwritten()                                               // expect: [[6], 7]
fn raises { collect(); die 'an error' }
fn caught { let x = made(8); let r = seen(x); try { raises() } catch e { return [x, r.get] } 0 }
say caught()                                                    // expect: [[8], [8]]
fn finally_reads(to) { let x = made(9); try { raises() } finally { to.push(x) } }
let to = []
try { finally_reads(to) } catch e { say to }                    // expect: [[9]]
fn defers(to) { let x = made(10); defer { to.push(x) } raises() }
try { defers(to) } catch e { say to }                           // expect: [[9], [10]]
fn captured { let x = made(11); let f = { x }; let r = seen(x); collect(); [f(), r.get] }
say captured()                                                  // expect: [[11], [11]]
fn boxed { let x = made(12); let f = { x = [x, 1] }; collect(); f(); collect(); x }
say boxed()                                                     // expect: [[12], 1]
fn groups { let a = 'ab' =~ /a(.)/; collect(); let b = 'x' =~ /y(.)/; [a, b, _1] }
say groups()                                                    // expect: [true, false, 'b']
class Each { field n :ro; meth each_item(f) { for ^n -> i { collect(); f(made(i)) } } }
fn over_instance { let x = made(13); let last = nil; for Each.new(n => 3) -> v { collect(); last = [last, v, x] } last }
say over_instance()                                             // expect: [[[nil, [0], [13]], [1], [13]], [2], [13]]
class Plus { field n :ro; meth infix:<+>(o) { collect(); Plus.new(n => n + o.n) }; meth eq(o) { collect(); n == o.n }; meth str { collect(); "plus {n}" } }
fn operators { let a = Plus.new(n => 1); let b = Plus.new(n => 2); let c = a + b; ["{c}", a == b, "{a}{b}"] }
say operators()                                                 // expect: ['plus 3', false, 'plus 1plus 2']
fn named(a, *rest, **o) { collect(); [a, rest, o] }
say named(made(1), made(2), made(3), k => made(4))              // expect: [[1], [[2], [3]], {k => [4]}]
say named([made(1), made(2)]*, {k => made(3)}**)                // expect: [[1], [[2]], {k => [3]}]

// A maatine that waits: what it built and measured goes, what it shows later stays.
fn waits(how) {
    let keep = made('kept')
    let refs = []
    fn noted(x) { refs.push(seen(x)); x }
    let sum = noted((^20_000).map {|i| "text number {i}" }).map({|s| s.len }).sum
    me <- 'grown'
    how()
    receive { when 'show' { me <- ['shown', refs[0].get == nil, keep, sum] } }
}
fn falls_below(p, most) { for ^1000 { return 'small' if Ma.info(p, 'memory') < most; sleep 0.02 } "still {Ma.info(p, 'memory')}" }
for [{ nil }, { Ma.hibernate }, { receive { when 'never' { 0 } after 0 { 1 } } }] -> how {
    let p = ma waits(how)
    receive { when 'grown' { nil } }
    say falls_below(p, 5000)
    p <- 'show'
    say receive { when ['shown', *x] { x } }
}
// expect: small
// expect: [true, ['kept'], 328890]
// expect: small
// expect: [true, ['kept'], 328890]
// expect: small
// expect: [true, ['kept'], 328890]

// Several values of one turn, of which some have come.
let ch = Chan.new
let pairs = ma { for ch -> a, b { me <- ['pair', a, b] } }
ch <- ['first']
sleep 0.2
ch <- ['second']
say receive { when ['pair', a, b] { [a, b] } }                  // expect: [['first'], ['second']]
ch.close
exit 0
