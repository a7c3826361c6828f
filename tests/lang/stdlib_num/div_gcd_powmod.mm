// div, gcd and powmod.
say 17.div(5), ' ', 17.5.div(5), ' ', (-17).div(5)              // expect: 3 3 -4
say 12.gcd(18), ' ', 17.gcd(5), ' ', 0.gcd(7), ' ', (-12).gcd(18)  // expect: 6 1 7 6
say (2 ** 80).gcd(6 ** 30)                                      // expect: 1073741824
say 3.powmod(200, 13), ' ', 2.powmod(10 ** 20, 10 ** 9 + 7)     // expect: 9 855473248
