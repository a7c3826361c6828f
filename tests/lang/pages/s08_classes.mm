// The page's example of classes and roles.
class Point {
    field x :rw = 0
    field y :rw = 0
    let made = 0                                    // shared by the class's methods, one per maatine
    meth init { made++ }                            // runs after the fields are set
    meth dist(o) { ((x - o.x) ** 2 + (y - o.y) ** 2).sqrt }
    meth str { "({x}, {y})" }                       // used by say, interpolation and .str
    state meth origin { Point.new }                 // a class method
    state meth count { made }
}
class Point3 :is Point { field z :ro = 0 }
role Loud { field volume :ro = 1;  meth shout { "{self.str}!" * volume };  meth str { ... } }
class LoudPoint :is Point :does Loud { meth str { 'loud' } }
let p = Point.new(x => 3, y => 4)
say p, ' ', p.dist(Point.origin), ' ', "{Point3.new(z => 1, x => 2)}"            // expect: (3, 4) 5 (2, 0)
say LoudPoint.new(volume => 2).shout, ' ', Point.count                           // expect: loud!loud! 4
say Point3.^name, ' ', LoudPoint.^does(Loud), ' ', Point3.^mro.map({ _.^name }).len > 0, ' ', p.^class == Point   // expect: Point3 true true true
p.x = 9
say p.x                                             // expect: 9
try { Point3.new.z = 1 } catch MethodError { say 'not writable' }                // expect: not writable
try { Point.new(w => 1) } catch ArgumentError { say 'unknown field' }            // expect: unknown field
try { p.nothing } catch MethodError -> e { say e.message.has('Point') && e.message.has('nothing') }   // expect: true
class V {
    field n :ro
    meth infix:<+>(o) { V.new(n => n + o.n) }
    meth eq(o) { n == o.n }
    meth cmp(o) { n <=> o.n }
    meth each_item(f) { f(n) }
}
say (V.new(n => 1) + V.new(n => 2)).n, ' ', V.new(n => 1) == V.new(n => 1), ' ', V.new(n => 1) < V.new(n => 2)   // expect: 3 true true
class Named :is V { meth str { super.str() + '!' } }
say Named.new(n => 1)                               // expect: Named(n => 1)!
