// A function that mentions a variable declared below it is a compile error (R16).
fn f { later }
let later = 1
say f()
// expect error: :2:8: error:
// expect error: later
// expect status: 2
