// redo LABEL runs the body of the named loop again.
let n = 0
A: for [1, 2] -> a { for [5] { n++; redo A if n == 1 }; print a }
say ' ', n // expect: 12 3
