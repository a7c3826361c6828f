// Rand gives numbers in range.
let ok = true
for ^100 { let n = Rand.int(10); ok = false if n < 0 || n > 9 || !n.is_int }
say ok                           // expect: true
