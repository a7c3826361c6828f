// Compound bit operations on large integers.
let x = 1
x <<= 100
x |= 1
x >>= 99
say x      // expect: 2
