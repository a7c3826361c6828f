// Two statements on a line need a ; between them.
let a = 1 let b = 2
// expect error: :2:11: error: unexpected 'let'
// expect status: 2
