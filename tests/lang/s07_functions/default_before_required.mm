// A parameter with a default may stand before one without: who names the later one may leave it out.
fn f(a, b = a + 1, c) { "{a} {b} {c}" }
say f(1, c => 3)              // expect: 1 2 3
say f(c => 3, a => 5)         // expect: 5 6 3
say f(1, 9, 3)                // expect: 1 9 3
let g = {|a = 1, b| [a, b] }
say g(b => 2)                 // expect: [1, 2]
class K { meth m(a = 7, b) { [a, b] } }
say K.new.m(b => 8)           // expect: [7, 8]
// Arguments without names go from left to right.
fn e(h) { try { h() } catch ArgumentError -> x { say x.message } }
e({ let h = f; h(1, 2) })     // expect: f() takes 3 arguments, not 2
e({ f(1, b => 2) })           // expect: f() takes 3 arguments, not 1
e({ K.new.m(1) })             // expect: K.m() takes 2 arguments, not 1
