// sprintf with %d %x %X %o %b, flags and widths.
say sprintf('%d|%5d|%-5d|%05d|%+d|%+d', 42, 42, 42, 42, 42, -42)   // expect: 42|   42|42   |00042|+42|-42
say sprintf('%x|%X|%o|%b|%08b', 255, 255, 8, 5, 5)                 // expect: ff|FF|10|101|00000101
say sprintf('%d|%x', 2 ** 80, 2 ** 70)                             // expect: 1208925819614629174706176|400000000000000000
say sprintf('%05d', -42)                                           // expect: -0042
