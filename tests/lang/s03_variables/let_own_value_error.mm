// A variable is not visible in its own initial value (R16).
let x = x + 1
// expect error: :2:9: error:
// expect status: 2
