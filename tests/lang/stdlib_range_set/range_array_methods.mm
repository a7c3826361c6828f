// Ranges have what Array has that does not change it.
say (1..4).map({ _ * 2 }), ' ', (1..4).rev, ' ', (1..6).grep({ _ % 2 == 0 })    // expect: [2, 4, 6, 8] [4, 3, 2, 1] [2, 4, 6]
say (1..4).sum, ' ', (1..4).prod, ' ', (1..4).reduce({|a, b| a * b })           // expect: 10 24 24
say (1..4).any({ _ == 3 }), ' ', (1..3).join('-'), ' ', (1..3).array            // expect: true 1-2-3 [1, 2, 3]
say (1..6).chunks(4), ' ', (1..3).zip([7, 8, 9])                                // expect: [[1, 2, 3, 4], [5, 6]] [[1, 7], [2, 8], [3, 9]]
say (3..1).array, ' ', (^5).take(2), ' ', (1..4).min, (1..4).max                // expect: [] [0, 1] 14
