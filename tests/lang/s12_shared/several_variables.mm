// A statement takes all shared variables that stand in it: a swap is atomic (R34).
shared let a = 1
shared let b = 2
let ps = ma for ^10 { for ^21 { (a, b) = (b, a) } }
for ps -> p { p.join }
say a + b, ' ', a != b           // expect: 3 true
