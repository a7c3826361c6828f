// A contradiction of the C3 order is a compile error at the class's name.
class A { }
class B { }
class X :is A :is B { }
class Y :is B :is A { }
class Z :is X :is Y { }
// expect error: :6:7: error: the parents of Z have no consistent order (C3)
// expect status: 2
