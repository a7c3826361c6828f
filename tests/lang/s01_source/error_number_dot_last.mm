// A number does not end with a dot (R28).
let x = 1.
say x
// expect error: error:
// expect status: 2
