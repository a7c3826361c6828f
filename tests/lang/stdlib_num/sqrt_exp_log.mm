// sqrt exp log log2 log10.
say 9.sqrt, ' ', 2.sqrt, ' ', 0.25.sqrt, ' ', (-1).sqrt    // expect: 3 1.4142135623730951 0.5 NaN
say 0.exp, ' ', 1.exp                                      // expect: 1 2.718281828459045
say 1.log, ' ', 8.log2, ' ', 100.log10, ' ', 0.log         // expect: 0 3 2 -Inf
