// A call cannot be assigned.
fn f { 1 }
f() = 2
// expect error: :3:1: error: cannot assign to this
// expect status: 2
