// Crossing from small to large integers and back keeps the value.
let x = 1
for ^70 { x = x * 2 }
say x                  // expect: 1180591620717411303424
for ^70 { x = x / 2 }
say x                  // expect: 1
let y = -1
for ^64 { y = y * 2 }
say y                  // expect: -18446744073709551616
say y + 18446744073709551616 // expect: 0
let edges = [2 ** 47, 2 ** 48, 2 ** 53, 2 ** 61, 2 ** 62, 2 ** 63, 2 ** 64]
for edges -> e { say (e - 1) + 1 == e, ' ', -e - 1 < -e, ' ', (e + 1) * (e - 1) == e * e - 1 }
// expect: true true true
// expect: true true true
// expect: true true true
// expect: true true true
// expect: true true true
// expect: true true true
// expect: true true true
