// round(digits = 0).
say 2.4.round, ' ', 2.6.round, ' ', (-2.6).round, ' ', 2.5.round   // expect: 2 3 -3 3
say 3.14159.round(2), ' ', 2.718.round(1), ' ', 5.round(2)         // expect: 3.14 2.7 5
say 1e20.round                                                     // expect: 100000000000000000000
