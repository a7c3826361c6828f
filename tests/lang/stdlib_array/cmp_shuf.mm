// cmp(b) and shuf.
say [1, 2].cmp([1, 3]), ' ', [1].cmp([1]), ' ', [2].cmp([1, 5])   // expect: -1 0 1
let a = (^50).array
say a.shuf.sort == a, ' ', a.shuf.len                            // expect: true 50
