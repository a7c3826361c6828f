// Two parameters of one name are a redeclaration.
fn f(a, a) { a }
// expect error: :2:9: error: 'a' is already declared in this scope
// expect status: 2
