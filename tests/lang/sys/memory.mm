// Sys.memory, and that what maatines say they hold is what the allocator gave: within 5 percent.
// flags: --schedulers 1
// What threads keep for reuse belongs to no maatine: so there is one.
let parent = Ma.self
fn hold(what) {
    parent <- 'ready'
    receive { when 'go' {} }
    what
}
fn objects(n) { hold((1..n).map {|i| [i, "key number {i} of this table", {a => i, b => [i]}] }) }
fn strings(n) { hold((1..n).map {|i| 'x' * (100 + i * 90) }) }
fn numbers(n) { hold((1..n).map {|i| i }) }
fn deep(n) {
    if n == 0 { hold([]) } else { deep(n - 1) }
    n
}
fn sum { Ma.list.map {|p| Ma.info(p, 'memory') \\ 0 }.reduce(0) {|a, b| a + b } }

let before = Sys.memory
let sum_before = sum()
let all = []
let frozen = (1..10000).map {|i| ['frozen', i] }.freeze
for 1..4 { all.push(ma objects(500)) }
for 1..4 { all.push(ma strings(250)) }
for 1..4 { all.push(ma numbers(50000)) }
all.push(ma deep(10000))
for 1..500 { all.push(ma hold(1)) }
for 1..5 { all.push(ma hold(frozen)) }
for all { receive { when 'ready' {} } }
for all -> p { for 1..5 -> i { p <- ['a message', i, [i, i + 1], 'that waits'] } }
for all[0..5] -> p {
    p <- 'long ' * 20000
    p <- (1..20000).map {|i| i }
}
for all -> p { Ma.info(p, 'id') }       // whoever answers has seen all of it
GC.collect
let now = Sys.memory
let said = sum() - sum_before
let got = now['allocator'] - before['allocator']
fn near(a, b) { (a - b).abs < b * 0.05 }
say (near(said, got) or [said, got]) unless now['allocator'] == 0
say true if now['allocator'] == 0                                   // a sanitizer's build: nothing to compare with
// expect: true
// The published figures add up to nearly the same, and the types to what was asked for.
let facts = now['of_maatines'] - before['of_maatines']
say ((facts - said).abs < said * 0.1 or [facts, said])              // expect: true
say near(now['types'].values.reduce(0) {|a, b| a + b }, now['allocated'])       // expect: true
say now['maatines'] - before['maatines'] == all.len                 // expect: true
say now['messages'] - before['messages'] == all.len * 5 + 12        // expect: true
say now['types']['maatine'] > 500 * 600, ' ', now['limit']          // expect: true 0
for all -> p { p <- 'go' }
