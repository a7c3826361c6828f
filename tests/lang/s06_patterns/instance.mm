// Point(x => 0, y => y) matches an instance by its readable fields.
class Point { field x :rw = 0; field y :rw = 0 }
fn f(p) { given p { when Point(x => 0, y => y) { "on the axis at {y}" } when Point(x => x) { "x {x}" } default { 'no point' } } }
say f(Point.new(y => 5))         // expect: on the axis at 5
say f(Point.new(x => 2))         // expect: x 2
say f('p')                       // expect: no point
