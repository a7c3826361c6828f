// A loop's test stands at its start and, where it is short, at its end, too: with numbers of all kinds, nil, instances, jumps.
class Step { field n :ro = 0
    meth cmp(o) { n <=> (o isa Step ? o.n : o) } }

fn up(from, to) {
    let out = []
    loop (let i = from; i < to; i++) { out.push(i) }
    out
}
say up(0, 3), up(3, 3), up(-2, 1), up(0.5, 3), up(0, 2.5)
// expect: [0, 1, 2][][-2, -1, 0][0.5, 1.5, 2.5][0, 1, 2]
fn down(n) {
    let out = []
    while n >= 0 { out.push(n)
        n -= 2 }
    out
}
say down(4), down(-1), down(3.5)
// expect: [4, 2, 0][][3.5, 1.5]
let k = 140737488355325
let seen = 0
while k <= 140737488355330 { k++
    seen++ }
say k, ' ', seen
// expect: 140737488355331 6
fn steps(n) {
    let s = Step.new
    let turns = 0
    while s < n { s = Step.new(n => s.n + 1)
        turns++ }
    turns
}
say steps(3), ' ', steps(Step.new(n => 2))
// expect: 3 2
let xs = [1, 2, 3]
let i = 0
while i < xs.len { xs.push(i) if i < 2
    i++ }
say xs
// expect: [1, 2, 3, 0, 1]
let n = 0
while n < 10 { n++
    next if n % 2
    break if n > 6
    print n, ' ' }
say n
// expect: 2 4 6 8
n = 5
n-- while n > 0
say n
// expect: 0
until n >= 3 { n++ }
say n
// expect: 3
try { let z = nil
    while z < 3 { say 'never' } } catch TypeError { say 'no order' }
// expect: no order
let nan = NaN
while nan < 3 { say 'never' }
let fs = []
loop (let j = 0; j < 3; j++) { fs.push({ j }) }
say fs.map({|f| f() })
// expect: [0, 1, 2]

// Ranges that are not made, and those that are.
fn over(a, b) {
    let out = []
    for a..b -> x { out.push(x) }
    for a..^b -> x { out.push(x) }
    out
}
say over(1, 3), over(3, 1), over(-1, 0), over(0.5, 2)
// expect: [1, 2, 3, 1, 2][][-1, 0, -1][0.5, 1.5, 0.5, 1.5]
say over(140737488355326, 140737488355328)
// expect: [140737488355326, 140737488355327, 140737488355328, 140737488355326, 140737488355327]
fn upto(n) {
    let c = 0
    for ^n { c++ }
    c
}
say upto(0), upto(4), upto(-3), upto(2.5)
// expect: 0403
for [['a', 2], [1, nil], [[], 1]] -> pair {
    try { over(pair[0], pair[1]) } catch TypeError -> e { say e.message }
}
// expect: a Range needs two Nums, not Str and Num
// expect: a Range needs two Nums, not Num and Nil
// expect: a Range needs two Nums, not Array and Num
try { upto('x') } catch TypeError -> e { say e.message }
// expect: a Range needs two Nums, not Num and Str
let total = 0
for 0..n -> a { for a..n -> b { next if a == b
    total += b } }
say total
// expect: 14
