// Shared variables and channels that hold themselves, or each other in a ring, are found and freed while the program runs:
// what is still used is not, and what such a variable does is the same before and after.
fn factorial(n) {
    let f = nil
    f = {|k| k < 2 ? 1 : k * f(k - 1) }
    let p = ma { exit_ma(f(n)) }
    p.join
}
fn lists(i) {
    shared let a = []
    shared let m = {}
    a.push({ m })
    a.push(i)
    m<back> = { a }
    [m<back>, a[1]]
}
fn channels(i) {
    let c = Chan.new(buffer => Inf)
    let d = Chan.new(buffer => Inf)
    c <- [d, i]
    d <- ['to', c]
    c <- d
    c
}
// those that are kept
shared let kept = nil
kept = {|k| k == 0 ? 'end' : kept(k - 1) }
let list = []
let chans = []
let sum = 0
for ^3000 -> i {
    sum += factorial(5)
    let (f, k) = lists(i)*
    let c = channels(i)
    if i % 100 == 0 {
        list.push(f)
        chans.push(c)
    }
    sum += k
}
say sum                                        // expect: 4858500
say kept(10)                                   // expect: end
say list.map({|f| f()[1] }).sum                // expect: 43500
say chans.map({|c| let (d, i) = (<-c)*; let (_, back) = (<-d)*; back == c ? i : nil }).sum     // expect: 43500
// they can be used while they are being looked at
shared let counts = {}
shared let me = nil
me = { counts }
let ps = ma for ^4 -> k { for ^500 -> i { counts{k} = (counts{k} or 0) + 1; factorial(3) if i % 5 == 0; lists(i) } }
for ps -> p { p.join }
say me().values                                // expect: [500, 500, 500, 500]
