// A const cannot be assigned in a closure.
const k = 1
let f = {|| k = 2 }
// expect error: :3:13: error: 'k' is a constant: it cannot be assigned
// expect status: 2
