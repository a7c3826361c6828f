// const (a, b) declares constants.
const (a, b) = (1, 2)
a = 3
// expect error: :3:1: error: 'a' is a constant: it cannot be assigned
// expect status: 2
