// A newline does not end a statement after a comma.
say 1,
    2,
    3
// expect: 123
let (a,
     b) = (1,
           2)
say a + b // expect: 3
