// / of integers that is not exact is the double nearest to the true quotient (R30).
say (2 ** 70 + 1) / (2 ** 70)          // expect: 1
say 10 ** 400 / (10 ** 399 * 3)        // expect: 3.3333333333333335
say (3 ** 700) / (3 ** 699 * 2)        // expect: 1.5
say 1 / 10 ** 400                      // expect: 0
say 9007199254740993 / 9007199254740992.0 == 1.0 // expect: true
