// x += 1, x++, x \\= y and x{k}++ are atomic.
shared let a = 0
shared let b = 0
shared let m = {k => 0}
shared let d = nil
let ps = ma for ^10 -> i { for ^20 { a += 1; b++; m<k>++; d \\= 5 } }
for ps -> p { p.join }
say a, ' ', b, ' ', m<k>, ' ', d     // expect: 200 200 200 5
