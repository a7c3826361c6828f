// ** binds tighter than prefix -, then * / %, then + -, then << >>.
say 2 + 3 * 4, ' ', (2 + 3) * 4, ' ', 2 * 3 ** 2  // expect: 14 20 18
say -2 ** 2, ' ', (-2) ** 2, ' ', 2 ** -1         // expect: -4 4 0.5
say 10 - 2 - 3, ' ', 100 / 10 / 2, ' ', 17 % 7 * 2  // expect: 5 5 6
say 1 << 2 + 1, ' ', 16 >> 1 << 1                 // expect: 8 16
say 2 ** 3 ** 2                                   // expect: 512
