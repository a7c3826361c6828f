// A detach block may name functions, classes, our and constants with frozen values (R50).
our total = 0
const limit :im = [7]
fn f(x) { x + 1 }
class P { meth m { 'm' } }
let p = detach { total = f(limit[0]); P.new.m }
p.join
say total         // expect: 8
