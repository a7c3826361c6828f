// A block comment over several lines ends a statement as a newline does.
let a = 1 /* one
*/ let b = 2
say a + b // expect: 3
