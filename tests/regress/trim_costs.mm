// Texts that are mostly spaces cost nothing to trim: a loop of it held a scheduler for thousands of calls.
fn used { Ma.yield;  Ma.info(Ma.self, 'reductions') }
fn cost(f) { let before = used();  f();  used() - before }
let s = ' ' * 1_000_000
let few = cost({ ' x '.trim })
for [s, s + 'x', 'x' + s] -> t { say cost({ t.trim }) > few + 1000, ' ', t.trim.len }
say cost({ s.ltrim }) > few + 1000, ' ', cost({ s.rtrim }) > few + 1000
// expect: true 0
// expect: true 1
// expect: true 1
// expect: true true
