// init runs after the fields are set and takes nothing; a class without one inherits it (R32).
class A { field x :rw = 1; field y :ro;  meth init { y = x * 2 } }
class B :is A { }
class C :is A { meth init { super.init(); x = 100 } }
say A.new(x => 5).y           // expect: 10
say B.new(x => 7).y           // expect: 14
let c = C.new(x => 3)
say c.x, ' ', c.y             // expect: 100 6
