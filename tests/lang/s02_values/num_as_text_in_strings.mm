// Numbers in interpolations print as say prints them.
say "{1e21} {0.1 + 0.2} {-0.0} {2 ** 70} {1 / 3}"   // expect: 1e+21 0.30000000000000004 0 1180591620717411303424 0.3333333333333333
