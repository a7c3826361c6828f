// A capital name in a pattern must be a type, class or role (R17).
let LIMIT = 5
given 5 { when LIMIT { say 1 } }
// expect error: :3:16: error:
// expect error: (LIMIT)
// expect status: 2
