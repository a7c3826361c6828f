// next LABEL and break LABEL name an outer loop.
let xs = [1, 2, 3]
OUTER: for xs -> x { for xs -> y { next OUTER if x == y; print x, y, ' ' } }
say '|' // expect: 21 31 32 |
OUT: while true { loop { break OUT } }
say 'left' // expect: left
A: for [1, 2] -> a { B: for [1, 2] -> b { break A if b == 2; print a, b } }
say ''  // expect: 11
