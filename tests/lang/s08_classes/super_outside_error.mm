// super outside a method is a compile error.
fn f { super.x() }
// expect error: :2:8: error: 'super' outside a method
// expect status: 2
