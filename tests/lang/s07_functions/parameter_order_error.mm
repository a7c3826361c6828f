// A rest parameter must come behind the others.
fn f(*rest, a) { a }
// expect error: :2:
// expect error: error:
// expect status: 2
