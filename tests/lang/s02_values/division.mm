// / gives an integer when the division is exact, else a double.
say 6 / 3          // expect: 2
say 7 / 2          // expect: 3.5
say -7 / 2         // expect: -3.5
say 1 / 3          // expect: 0.3333333333333333
say 10 ** 25 / 10 ** 24      // expect: 10
say 10 ** 30 / 3   // expect: 3.333333333333333e+29
say (2 ** 64 + 1) / 2        // expect: 9223372036854776000
say 4.5 / 1.5      // expect: 3
