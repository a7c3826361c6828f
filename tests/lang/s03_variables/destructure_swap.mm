// (a, b) = (b, a) swaps: the right side is evaluated first.
let (a, b) = (1, 2)
(a, b) = (b, a)
say a, b           // expect: 21
let xs = [1, 2, 3]
(xs[0], xs[2]) = (xs[2], xs[0])
say xs             // expect: [3, 2, 1]
let m = {}
(m<x>, m<y>) = (7, 8)
say m              // expect: {x => 7, y => 8}
