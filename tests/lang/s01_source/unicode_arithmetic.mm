// ÷ is /, ∞ is Inf, √x is x.sqrt, x² is x ** 2.
say 5 ÷ 2      // expect: 2.5
say 6 ÷ 3      // expect: 2
say ∞          // expect: Inf
say -∞         // expect: -Inf
say √16        // expect: 4
say 3²         // expect: 9
say 2³ + 1     // expect: 9
let x = 5
say x²         // expect: 25
say √x² < 5.1  // expect: true
