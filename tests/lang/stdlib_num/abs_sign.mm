// abs and sign.
say (-5).abs, ' ', 5.abs, ' ', (-1.5).abs, ' ', (-(2 ** 80)).abs   // expect: 5 5 1.5 1208925819614629174706176
say (-3).sign, ' ', 0.sign, ' ', 2.5.sign                          // expect: -1 0 1
