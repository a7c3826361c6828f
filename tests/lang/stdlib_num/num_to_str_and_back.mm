// What a number prints reads back as the same number.
for [0.1, 1 / 3, 1e21, 1e-7, 123456.789, 2 ** 64, -5, 5e-324] -> x { say x if x.str.num != x }
say 'done'   // expect: done
