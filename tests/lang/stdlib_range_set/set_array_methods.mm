// Sets have what Array has that does not change it, giving Arrays.
let s = set(3, 1, 2)
say s.map({ _ * 2 }), ' ', s.sort, ' ', s.sum, ' ', s.grep({ _ > 1 })    // expect: [6, 2, 4] [1, 2, 3] 6 [3, 2]
say s.array, ' ', s.join(','), ' ', s.min                                // expect: [3, 1, 2] 3,1,2 1
