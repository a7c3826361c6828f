// A method declared twice in a class is a compile error.
class A { meth m { 1 }; meth m { 2 } }
// expect error: :2:
// expect error: error: method 'm' is already declared
// expect status: 2
