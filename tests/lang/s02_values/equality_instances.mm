// Instances are equal by identity unless the class has meth eq.
class P { field x :rw }
class Q { field x :rw;  meth eq(o) { o isa Q && x == o.x } }
let p = P.new(x => 1)
say p == P.new(x => 1), ' ', p == p             // expect: false true
say Q.new(x => 1) == Q.new(x => 1)              // expect: true
say Q.new(x => 1) == Q.new(x => 2)              // expect: false
say Q.new(x => 1) != Q.new(x => 1)              // expect: false
say [Q.new(x => 1)] == [Q.new(x => 1)]          // expect: true
say Q.new(x => 1) === Q.new(x => 1)             // expect: false
