// let (a, b, *rest) takes a list apart.
let (a, b, *rest) = ([1, 2, 3, 4]*)
say a, ' ', b, ' ', rest       // expect: 1 2 [3, 4]
let (p, q) = (10, 4, -3)
say p, ' ', q                  // expect: 10 4
let (u, v, w) = (1, 2)
say u, ' ', v, ' ', w          // expect: 1 2 nil
let (one, *none) = (1)
say one, ' ', none             // expect: 1 []
