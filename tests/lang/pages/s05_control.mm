// The page's example of control flow, each line with something to do.
fn control(a, b, ready) {
    if a > b { say 'more' } elsif a == b { say 'same' } else { say 'less' }
    unless ready { say 'not ready' }
}
control(2, 1, true)                                 // expect: more
control(1, 1, false)                                // expect: same
// expect: not ready
control(0, 1, true)                                 // expect: less
fn compute { 7 }
if compute() -> v { say v }                         // expect: 7
fn lookup(k) { {a => 0}{k} }
with lookup('a') { say _ } else { say 'none' }      // expect: 0
with lookup('b') { say _ } else { say 'none' }      // expect: none
let xs = [1, 4]
for xs { say _ }                                    // expect: 1
// expect: 4
for xs -> x { say x + 1 }                           // expect: 2
// expect: 5
for {k => 'v'} -> k, v { say k, v }                 // expect: kv
for ['a', 1, 'b', 2] -> a, b { say a, b }           // expect: a1
// expect: b2
for ^3 -> i { print i }
say
// expect: 012
loop (let i = 0; i < 3; i++) { print i }
say
// expect: 012
let n = 0
fn done { n++ > 2 }
loop { break if done() }
say n                                               // expect: 4
while n > 2 { n-- }
until n > 5 { n++ }
do { n++ } while n < 9
say n                                               // expect: 9
OUTER: for [1, 2] -> x {
    for [1, 2, 3] -> y { next OUTER if x == y; say x, y }
}
// expect: 21
let x = 4
say x if x > 3;  x++ while x < 10;  _.say for xs    // expect: 4
// expect: 1
// expect: 4
say x                                               // expect: 10
for ^3 { once { say 'once' } }                      // expect: once
let v = do { 2 ** 4 } + 2
say v                                               // expect: 18
class Twice { field v :ro;  meth each_item(f) { f(v);  f(v) } }
for Twice.new(v => 3) -> i { print i }
say
// expect: 33
let ch = Chan.new(buffer => 2)
ch <- 1
ch <- 2
ch.close
for ch -> i { print i }
say
// expect: 12
