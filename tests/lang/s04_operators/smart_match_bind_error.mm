// In x ~~ pattern nothing may be bound (R31).
let n = 5
say 5 ~~ n
// expect error: :3:10: error: 'n' would bind a name here
// expect error: (n)
// expect status: 2
