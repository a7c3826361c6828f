// .div is floor division; % has the sign of its right operand.
say 7.div(2), ' ', (-7).div(2), ' ', 7.div(-2), ' ', (-7).div(-2)  // expect: 3 -4 -4 3
say 7 % 3, ' ', -7 % 3, ' ', 7 % -3, ' ', -7 % -3                  // expect: 1 2 -2 -1
say 6 % 3, ' ', -6 % 3                                             // expect: 0 0
say (10 ** 20).div(7)            // expect: 14285714285714285714
say (-(10 ** 20)).div(7)         // expect: -14285714285714285715
say -(10 ** 20) % 7              // expect: 5
say 5.5 % 2, ' ', -5.5 % 2       // expect: 1.5 0.5
