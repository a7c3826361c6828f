// Pairs of arithmetic operations are done at once on doubles; with anything else each is done for itself.
class V { field n :ro
    meth infix:<+>(o) { V.new(n => n + (o isa V ? o.n : o) + 100) }
    meth infix:<*>(o) { V.new(n => n * (o isa V ? o.n : o)) }
    meth str { "V{n}" } }

fn fma(a, b, c) { a * b + c }
fn fms(a, b, c) { c - a * b }
fn twice(a) { a * a * a + a + a - a }
fn square(a) { let b = a + 1
    b * b }
fn diff(a, b) { (a - b) * (a - b) - a }

for ^2 {
    say fma(2, 3, 4), ' ', fma(0.5, 3, 4), ' ', fma(0.5, 0.5, 0.25), ' ', fma(2, 3, 0.5), ' ', fma(1e308, 10.0, -Inf)
    say fms(2, 3, 4), ' ', fms(0.5, 3.0, 4.0), ' ', fms(0.5, 4.0, 2)
    say twice(2), ' ', twice(0.5), ' ', twice(140737488355327), ' ', square(1.5), ' ', square(3), ' ', square(-1)
    say diff(5, 3), ' ', diff(0.5, 0.25), ' ', diff(0.5, 2), ' ', diff(2 ** 60, 1)
    say fma(V.new(n => 2), 3, 4), ' ', fma(2.5, 2.0, 1), ' ', square(V.new(n => 1))
}
// expect: 10 5.5 0.5 6.5 NaN
// expect: -2 2.5 0
// expect: 10 0.625 2787593149816268471570079086390799983706110 6.25 16 0
// expect: -1 -0.4375 1.75 1329227995784915869445042546459803649
// expect: V110 6 V10404
// expect: 10 5.5 0.5 6.5 NaN
// expect: -2 2.5 0
// expect: 10 0.625 2787593149816268471570079086390799983706110 6.25 16 0
// expect: -1 -0.4375 1.75 1329227995784915869445042546459803649
// expect: V110 6 V10404
try { fma('a', 2, 3) } catch TypeError -> e { say e.message }
// expect: cannot apply '+' to Str and Num
fn pred(x) { if x > 1.5 { return true }
    false }
say pred(2.0), pred(1.5), pred(1), pred(2), pred(NaN)
// expect: truefalsefalsetruefalse
say [NaN, Inf, -0.0, 0.0].map({|x| x * 1.0 + x })
// expect: [NaN, Inf, 0, 0]
