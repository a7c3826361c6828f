// Calling a built-in method works on the value in place, atomically.
shared let xs = []
let ps = ma for ^10 -> i { for ^10 { xs.push(i) } }
for ps -> p { p.join }
say xs.len, ' ', xs.sum          // expect: 100 450
