// head(n) tail(n) (without n one element), take(n) skip(n).
let a = [1, 2, 3, 4]
say a.head, ' ', a.tail, ' ', a.head(2), ' ', a.tail(2)       // expect: 1 4 [1, 2] [3, 4]
say a.take(3), ' ', a.skip(3), ' ', a.take(9), ' ', a.skip(9) // expect: [1, 2, 3] [4] [1, 2, 3, 4] []
say [].head, ' ', [].tail                                     // expect: nil nil
