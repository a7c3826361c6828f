// Comparison chains: 1 < x <= 9 means both hold.
let x = 9
say 1 < x <= 9, ' ', 1 < x < 9       // expect: true false
say 1 < 2 < 3 < 4, ' ', 1 < 3 < 2    // expect: true false
say 3 > 2 >= 2 > 1                   // expect: true
say 1 == 1 == 1, ' ', 1 == 1 != 2    // expect: true true
