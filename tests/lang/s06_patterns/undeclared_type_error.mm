// An undeclared capital name in a pattern is a compile error.
given 5 { when Nowhere { say 1 } }
// expect error: :2:16: error: 'Nowhere' is not declared
// expect status: 2
