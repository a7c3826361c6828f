// Making text of a number of 47,713 digits takes a while, and counts as that.
fn used { Ma.yield;  Ma.info(Ma.self, 'reductions') }
fn cost(f) { let before = used();  f();  used() - before }
let n = 3 ** 100_000
let few = cost({ 5.str })
say cost({ "{n}" }) > few + 1000       // expect: true
say cost({ n.str }) > few + 1000       // expect: true
say cost({ [n, n].dump }) > few + 2000 // expect: true
say "{n}".len                          // expect: 47713
