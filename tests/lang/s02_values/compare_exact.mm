// Comparisons of integers and doubles are exact (R30).
say 9007199254740993 == 9007199254740992.0      // expect: false
say 9007199254740993 > 9007199254740992.0       // expect: true
say 2 ** 64 + 1 > 2.0 ** 64                     // expect: true
say 2 ** 64 == 2.0 ** 64                        // expect: true
say 10 ** 400 < Inf, ' ', -(10 ** 400) > -Inf   // expect: true true
say 10 ** 400 > 1e308                           // expect: true
say 1 < 1.5, ' ', 2 > 1.5, ' ', 1 <= 1.0        // expect: true true true
