// A subclass's methods see inherited :rw :ro :built fields as plain names (R32).
class A { field a :rw = 1; field b :ro = 2; field c :built = 3 }
class B :is A { meth all { [a, b, c] };  meth set_b { b = 20 } }
let o = B.new(c => 30)
say o.all           // expect: [1, 2, 30]
o.set_b
say o.b             // expect: 20
