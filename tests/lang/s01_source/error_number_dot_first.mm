// A number does not begin with a dot (R28).
let x = .5
// expect error: :2:9: error: unexpected '.'
// expect status: 2
