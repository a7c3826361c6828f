// Ranges of variables and expressions.
let a = 2
let b = 5
say (a..b).array, ' ', (a - 1 ..^ b * 2 - 5).array     // expect: [2, 3, 4, 5] [1, 2, 3, 4]
