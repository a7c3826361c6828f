// The calls of the examples on functions.
fn area(w, h = w) { w * h }
fn sum(*xs) { xs.sum }
fn opts(url, **o) { o<timeout> \\ 5 }
let m = {timeout => 3}
say area(3); say area(3, 4); say area(h => 2, w => 5); say opts('x', timeout => 1); say opts('x', m**)
// expect: 9
// expect: 12
// expect: 10
// expect: 1
// expect: 3
say sum(1, 2), ' ', [1, 2].map(:.str)   // expect: 3 ['1', '2']
