// Redeclaring a name in the same scope is a compile error.
let a = 1
let a = 2
// expect error: :3:5: error: 'a' is already declared in this scope
// expect status: 2
