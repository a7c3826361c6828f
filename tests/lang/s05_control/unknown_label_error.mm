// A label that names no loop around is a compile error.
for [1] -> x { break NOWHERE }
// expect error: :2:16: error:
// expect status: 2
