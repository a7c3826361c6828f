// Assigning a const is a compile error.
const limit = 10
limit = 11
// expect error: :3:1: error: 'limit' is a constant: it cannot be assigned
// expect status: 2
