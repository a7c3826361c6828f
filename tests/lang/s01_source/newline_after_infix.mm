// A newline does not end a statement after an infix operator.
let a = 1 +
    2 *
    3
say a // expect: 7
let b = a == 7 &&
    true
say b // expect: true
let c =
    5
say c // expect: 5
