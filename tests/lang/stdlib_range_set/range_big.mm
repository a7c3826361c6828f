// Ranges of large integers.
let r = (2 ** 70)..(2 ** 70 + 2)
say r.array.map({ _ - 2 ** 70 })     // expect: [0, 1, 2]
say r.len                            // expect: 3
