// Too many arguments to a known function are a compile error.
fn add(a, b) { a + b }
say 1 + add(1, 2, 3)
// expect error: :3:9: error: add() takes 2 arguments, not 3
// expect status: 2
