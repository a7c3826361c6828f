// An operation on an integer and a double gives a double (R30).
say 1 + 0.5, ' ', 2 * 1.5, ' ', 3 - 0.5    // expect: 1.5 3 2.5
say 0.1 + 0.2                               // expect: 0.30000000000000004
say 9007199254740993 + 0.0                  // expect: 9007199254740992
say 2 ** 70 + 0.5                           // expect: 1.1805916207174113e+21
