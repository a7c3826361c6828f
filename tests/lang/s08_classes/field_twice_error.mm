// A field declared twice is a compile error.
class A { field x; field x }
// expect error: :2:26: error: field 'x' is already declared
// expect status: 2
