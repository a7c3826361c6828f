// Arrays of a hundred thousand elements.
let a = (^100000).array
say a.len, ' ', a.sum, ' ', a[99999], ' ', a.map({ _ + 1 }).sum   // expect: 100000 4999950000 99999 5000050000
