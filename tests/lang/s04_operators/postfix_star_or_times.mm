// * is a spread when no space is before it and , ) ] } ; or the line's end follows (R6).
let a = 3
let b = 4
let xs = [1, 2]
say a*b, ' ', a * b, ' ', a *b    // expect: 12 12 12
say [xs*, 5]                      // expect: [1, 2, 5]
say [xs*]                         // expect: [1, 2]
let (p, q) = xs*
say p + q                         // expect: 3
