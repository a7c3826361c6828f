// x* spreads Arrays, Ranges and Sets; let (a, b) = xs* equals (xs*) (R46).
say [(1..3)*]           // expect: [1, 2, 3]
say [set(4, 5)*]        // expect: [4, 5]
let xs = [1, 2, 3]
let (a, b) = xs*
say a, b                // expect: 12
let (c, d) = (xs*)
say c, d                // expect: 12
