// The name of a class cannot be assigned.
class A { }
A = 5
// expect error: :3:1: error: 'A' is a constant: it cannot be assigned
// expect status: 2
