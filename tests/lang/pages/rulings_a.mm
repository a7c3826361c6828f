// The large questions of the rulings, each with the program that it decides.
// R1: shared by itself, and by the word.
let x = 20
let ps = ma for ^10 { x = x + 1 }
for ps -> p { Ma.monitor(p);  receive { when ['DOWN', _, (p), _] { } } }
say x                                                // expect: 30
shared let sum = 0
concurrent { for ^10 { spawn { for ^100 { sum = sum + 1 } } } }
say sum                                              // expect: 1000
// R2: paths in place; a method with a function on a copy that is put back; an error leaves the old value.
shared let table = {list => [1], n => {deep => 1}}
table<list>.push(2)
table<n><deep> += 1
table{'new'} = 'v'
say table                                            // expect: {list => [1, 2], n => {deep => 2}, new => 'v'}
shared let xs = [3, 1, 2]
say xs.sort {|a, b| a <=> b }, xs.len                // expect: [1, 2, 3]3
xs = xs.map {|v| v + xs.len }
say xs                                               // expect: [6, 4, 5]
class Tally { field n :rw = 0;  meth add(k) { n += k;  die 'no' if k > 5;  n } }
shared let tally = Tally.new
say tally.add(2)                                     // expect: 2
try { tally.add(7) } catch e { say e.message }       // expect: no
say tally.n                                          // expect: 2
// R3: what is not assigned goes by value.
let log = []
fn push_it(l) { l.push(1) }
let q = ma { push_it(log) }
q.join
say log                                              // expect: []
// R4: the end of the starter ends nobody.
let child = nil
let told = Chan.new(buffer => 1)
let starter = ma { told <- ma { receive { when 'end' { 'ended' } } } }
starter.join
child = <-told
say child.is_alive                                   // expect: true
child <- 'end'
say child.join                                       // expect: normal
// R5: `{` behind an operand in a head opens the block.
if [].is_empty { say 'empty' }                       // expect: empty
for {a => 1}.keys { say _ }                          // expect: a
if [1, 5].any({ _ > 3 }) { say 'some' }              // expect: some
say [1, 2].reduce(10) {|a, b| a + b }                // expect: 13
// R6: newlines.
say [1,
     2].len                                          // expect: 2
let v = if false { 1 }
else { 2 }
say v                                                // expect: 2
let w = try { die 'x' }
catch e { e.message }
finally { print 'f ' }
say w                                                // expect: f x
// R7: return leaves the innermost function.
fn outer { [1, 2].map {|k| return k * 10 } }
say outer()                                          // expect: [10, 20]
fn find(n) { for ^10 -> i { given i { when (n) { return "at {i}" } } };  'nowhere' }
say find(3), find(30)                                // expect: at 3nowhere
// R8: parameters of anonymous functions.
let count = 0
3.times { count++ }
say (^2).map({ false }), count, { _ }().dump         // expect: [false, false]3nil
try { {|| 1}(2) } catch ArgumentError { say 'none taken' }   // expect: none taken
for [7] { say [1].map({ _ + 1 }), _;  let r = Chan.new(buffer => 1);  ma { r <- _ };  say <-r }
// expect: [2]7
// expect: 7
// R12: links learn of every end; 'kill' of one's own is not special.
Ma.trap_exits(true)
let l = Ma.spawn({ 'done' }, link => true)
receive { when ['EXIT', (l), why] { say why } }      // expect: normal
let k = Ma.spawn({ exit_ma('kill') }, link => true)
receive { when ['EXIT', (k), why] { say why } }      // expect: kill
let d = Ma.spawn({ receive { } }, link => true)
Ma.exit(d, 'kill')
receive { when ['EXIT', (d), why] { say why } }      // expect: killed
Ma.link(d)
receive { when ['EXIT', (d), why] { say why } }      // expect: noproc
let begun = Chan.new(buffer => 1)
let u = Ma.spawn({ defer { say 'deferred' };  try { begun <- 1;  receive { } } finally { print 'finally ' } }, monitor => true)
<-begun
Ma.exit(u[0], 'go')
receive { when ['DOWN', (u[1]), _, why] { say why } }
// expect: finally deferred
// expect: go
// R13: a send to one that is gone does nothing; an unknown name raises.
d <- 'nobody'
try { 'nobody here' <- 1 } catch ArgumentError { say 'unknown' }   // expect: unknown
// R18: Cancelled once; the body's own error cancels the tasks.
try {
    concurrent {
        spawn { try { sleep 100 } finally { sleep 0;  say 'cleaned' } }
        sleep 0.01
        die 'body'
    }
} catch e { say e.message, e.suppressed }            // expect: cleaned
// expect: body[]
fn leave { concurrent { return spawn { 'from inside' } } }
say leave()                                          // expect: from inside
// R19: errors in cleanup.
fn both { defer { die 'second' };  die 'first' }
try { both() } catch e { say e.message, ' ', e.suppressed[0].message }   // expect: first second
fn late { defer { print 'd1 ' };  defer { print 'd2 ' };  try { 'value' } finally { print 'fin ' } }
say late()                                           // expect: fin d2 d1 value
// R20: `{` as a statement.
fn adder(n) { {|k| k + n } }
fn pair(k) { {key => k} }
say adder(1)(2), pair(3), {if => 1}<if>              // expect: 3{key => 3}1
// R21: `<-`.
let ch = Chan.new(buffer => 2)
say (ch <- 1).dump, <-ch + 1                         // expect: nil2
try { 5 <- 1 } catch TypeError { say 'not to a Num' }   // expect: not to a Num
// R22: select is an expression; a closed channel is ready with nil.
ch <- 5
say select { when 4 = <-ch { 'four' } when n = <-ch { n * 2 } }   // expect: 10
ch.close
say select { when nil = <-ch { 'closed' } when _ = <-ch { 'value' } }   // expect: closed
let one = Chan.new(buffer => 1)
one <- 'odd'
try { select { when Num = <-one { } when 'even' = <-one { } } } catch MatchError { say 'no arm' }   // expect: no arm
// R24: words and parentheses.
say (1..4).sum                                       // expect: 10
say("x").dump                                        // expect: x
say (1..4).map: _ * 2                                // expect: [2, 4, 6, 8]
let res = nil
fn no { nil }
no() or res = 'or'
say res, defined res, not res                        // expect: ortruefalse
// R25: what is said.
class Bare { field a :ro = 1;  field b = 2 }
say nil, true, 1e21, ' ', 0.1, ' ', 1e-7, ' ', -Inf, NaN, 1..5, ^5, set(1, 'a')   // expect: niltrue1e+21 0.1 1e-7 -InfNaN1..50..^5set(1, 'a')
say no, Bare, /a/i, b"a\xff", Bare.new, TypeError.new(message => 'm')   // expect: <fn no>Bare/a/ib"a\xff"Bare(a => 1)TypeError: m
say 'it\'s'.dump, "a\n".dump, {'two words' => 1, :true => 2, 3 => nil}.dump   // expect: 'it\'s'"a\n"{'two words' => 1, :true => 2, 3 => nil}
let self_in = [1];  self_in.push(self_in)
say self_in                                          // expect: [1, [...]]
