// break must have its loop in the same function (R7).
fn f { break }
// expect error: :2:8: error: 'break' outside a loop
// expect status: 2
