// Private fields belong to the class that declares them (R32).
class A { field v = 1;  meth a { v } }
class B :is A { field v = 2;  meth b { v } }
let o = B.new
say o.a, o.b        // expect: 12
