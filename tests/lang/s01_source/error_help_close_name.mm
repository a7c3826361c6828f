// A help line names a close name where there is one.
let counter = 1
say countr
// expect error: :3:5: error: 'countr' is not declared
// expect error: help: did you mean 'counter'?
// expect status: 2
