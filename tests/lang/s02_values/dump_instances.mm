// Instances dump as Point(x => 1) with their readable fields, or their str (R25).
class A { field x :rw = 1; field y :ro = 'b'; field hidden = 3; field built :built = 4 }
class B { field x :rw = 1;  meth str { '<B>' } }
say A.new           // expect: A(x => 1, y => 'b')
say [A.new, B.new]  // expect: [A(x => 1, y => 'b'), <B>]
say B.new.dump      // expect: <B>
