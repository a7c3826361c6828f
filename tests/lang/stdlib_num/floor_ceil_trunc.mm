// floor, ceil and trunc give integers (R30).
say 1.5.floor, ' ', (-1.5).floor, ' ', 2.floor        // expect: 1 -2 2
say 1.5.ceil, ' ', (-1.5).ceil, ' ', 2.ceil           // expect: 2 -1 2
say 1.7.trunc, ' ', (-1.7).trunc                      // expect: 1 -1
say 1.5.floor.is_int, 1.5.ceil.is_int                 // expect: truetrue
say 2.5e20.floor, ' ', 2.5e20.floor + 1               // expect: 250000000000000000000 250000000000000000001
say (2 ** 80).floor == 2 ** 80                        // expect: true
