// Arguments evaluate left to right, the receiver first (R58).
fn v(x) { print x; x }
fn f(a, b, c) { say '' }
f(v(1), v(2), v(3))             // expect: 123
class P { meth m(a, b) { say '' } }
fn obj { print 'o'; P.new }
obj().m(v(1), v(2))             // expect: o12
say v(1) + v(2) * v(3)          // expect: 1237
say [v(1), v(2)]                // expect: 12[1, 2]
