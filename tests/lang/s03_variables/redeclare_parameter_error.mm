// Parameters and the outermost lets of a body are one scope (R16).
fn f(x) { let x = 1; x }
// expect error: :2:15: error: 'x' is already declared in this scope
// expect status: 2
