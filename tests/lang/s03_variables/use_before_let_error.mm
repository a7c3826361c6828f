// A variable holds from the end of its declaration on (R16).
say x
let x = 1
// expect error: :2:5: error:
// expect status: 2
