// A dot needs a method name.
let xs = [1]
say xs.5
// expect error: :3:8: error: expected a method name, found number
// expect status: 2
