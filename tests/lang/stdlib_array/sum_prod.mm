// sum and prod.
say [1, 2, 3].sum, ' ', [2, 3, 4].prod, ' ', [].sum, ' ', [].prod      // expect: 6 24 0 1
say [0.5, 0.25].sum, ' ', [2 ** 62, 2 ** 62].sum                       // expect: 0.75 9223372036854775808
