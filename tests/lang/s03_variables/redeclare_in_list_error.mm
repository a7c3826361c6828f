// A name twice in one destructuring is a redeclaration.
let (a, b, a) = (1, 2, 3)
// expect error: :2:12: error: 'a' is already declared in this scope
// expect status: 2
