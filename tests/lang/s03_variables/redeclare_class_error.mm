// A class and a variable of one name are a redeclaration.
class A { }
class A { }
// expect error: :3:7: error: 'A' is already declared in this scope
// expect status: 2
