// After a syntax error the compiler goes on with the next statement.
let a = )
say 1 2
let b = [1, 2
// expect error: :2:9: error: unexpected ')'
// expect error: :3:7: error: unexpected number
// expect status: 2
