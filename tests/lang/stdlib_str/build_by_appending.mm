// Building a string piece by piece.
let s = ''
for ^2000 -> i { s += "{i % 10}" }
say s.len, ' ', s.last(5)    // expect: 2000 56789
