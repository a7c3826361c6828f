// The example class of the section on classes.
class Point {
    field x :rw = 0
    field y :rw = 0
    let made = 0
    meth init { made++ }
    meth dist(o) { ((x - o.x) ** 2 + (y - o.y) ** 2).sqrt }
    meth str { "({x}, {y})" }
    meth count { made }
    state meth origin { Point.new }
}
class Point3 :is Point { field z :ro = 0 }
role Loud { field volume :ro = 1;  meth shout { "{self.str}!" * volume };  meth str { ... } }
class LoudPoint :is Point :does Loud { meth str { 'loud' } }
let p = Point.new(x => 3, y => 4)
say p                                      // expect: (3, 4)
say p.dist(Point.origin)                   // expect: 5
say Point3.new(x => 1, z => 2).z           // expect: 2
say LoudPoint.new(volume => 2).shout       // expect: loud!loud!
say p.count                                // expect: 4
