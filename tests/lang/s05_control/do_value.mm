// do { } has the value of its last statement.
let v = do { 2 ** 4 } + 2
say v                          // expect: 18
let w = do { let a = 1; a + 1 }
say w                          // expect: 2
