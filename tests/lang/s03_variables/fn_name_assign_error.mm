// The name of a function cannot be assigned.
fn f { 1 }
f = 2
// expect error: :3:1: error: 'f' is a constant: it cannot be assigned
// expect status: 2
