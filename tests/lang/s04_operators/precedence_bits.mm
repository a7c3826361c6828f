// & binds tighter than | and ^, which bind tighter than .. and comparisons.
say 1 | 6 & 3, ' ', 5 ^ 1 & 1    // expect: 3 4
say 1 | 2 == 3                   // expect: true
say 6 & 3 << 1                   // expect: 6
say (1 .. 2 | 4)                 // expect: 1..6
