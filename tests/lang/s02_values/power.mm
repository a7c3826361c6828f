// ** of integers with an exponent >= 0 is exact, else a double (R30).
say 2 ** 10, ' ', 0 ** 0, ' ', 0 ** 5, ' ', (-2) ** 3   // expect: 1024 1 0 -8
say 2 ** -1, ' ', 4 ** 0.5, ' ', 2.0 ** 3               // expect: 0.5 2 8
say 7 ** 30     // expect: 22539340290692258087863249
say (-3) ** 41  // expect: -36472996377170786403
say 2 ** 3 ** 2 // expect: 512
say -2 ** 2     // expect: -4
say 1.5 ** 2    // expect: 2.25
