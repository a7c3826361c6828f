// fn with the same name twice in a scope is a redeclaration (R62).
fn f { 1 }
fn f(x) { 2 }
// expect error: :3:4: error: 'f' is already declared in this scope
// expect status: 2
