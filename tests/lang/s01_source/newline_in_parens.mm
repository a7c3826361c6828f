// A newline does not end a statement inside ( ).
let a = (1
    + 2
    + 3)
say a // expect: 6
fn f(x,
     y) { x - y }
say f(
    10,
    4
) // expect: 6
