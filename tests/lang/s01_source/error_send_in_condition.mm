// a <- b in the head of if is a compile error with the help < - (R21).
let n = 1
if n <-1 { say 'less' }
// expect error: :3:6: error:
// expect error: < -
// expect status: 2
