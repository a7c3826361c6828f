// f (x) with a space is no call (R24, R28).
fn f(x) { x }
let y = f (3)
// expect error: :3:11: error:
// expect status: 2
