// Too few arguments to a known function are a compile error at the callee (R26).
fn add(a, b) { a + b }
say add(1)
// expect error: :3:5: error: add() takes 2 arguments, not 1
// expect status: 2
