// Numbers, oddly used: signs, kinds, exactness, comparison chains.
say 7.div(-2), ' ', -7 % 3, ' ', 7 % -3, ' ', 2 ** -1, ' ', 0 ** 0, ' ', 1/0, ' ', -1/0, ' ', (0/0)
say 10 ** 20, ' ', 1e21, ' ', 1e20, ' ', 123456789012345680000.0, ' ', 0.1 + 0.2, ' ', 1e-7, ' ', 5e-324
say 6 / 3, ' ', 7 / 2, ' ', 3 == 3.0, ' ', {3 => 'a'}[3.0], ' ', 0xFF + 0b101 + 0o17
say (-2) ** 2, ' ', -2 ** 2, ' ', ~5, ' ', 5 ^ 3, ' ', 1 << 70, ' ', -1 >> 3, ' ', 6 & 3 | 8
say 1 < 2 < 3, ' ', 1 < 3 > 2, ' ', 3 <=> 2, ' ', 'a' <=> 'b', ' ', [1,2] <=> [1,3]
say 1.5.floor, ' ', (-1.5).floor, ' ', (-1.5).ceil, ' ', 2.5.round, ' ', (-2.5).round, ' ', 1.25.round(1), ' ', (-1.7).trunc
say 255.hex, ' ', 8.oct, ' ', 5.bin, ' ', 12.gcd(18), ' ', 3.powmod(200, 13), ' ', 16.sqrt, ' ', 2.sqrt
say NaN == NaN, ' ', NaN === NaN, ' ', [NaN] == [NaN], ' ', Inf - Inf, ' ', -0.0, ' ', 0.0 === -0.0
say 3.min(5), ' ', 3.max(5), ' ', 3.5.is_int, ' ', (4.0).is_int, ' ', NaN.is_nan, ' ', 65.chr

// expect: -4 2 -2 0.5 1 Inf -Inf NaN
// expect: 100000000000000000000 1e+21 100000000000000000000 123456789012345680000 0.30000000000000004 1e-7 5e-324
// expect: 2 3.5 true a 275
// expect: 4 -4 -6 6 1180591620717411303424 -1 10
// expect: true true 1 -1 -1
// expect: 1 -2 -1 3 -3 1.3 -1
// expect: ff 10 101 6 9 4 1.4142135623730951
// expect: false true false NaN 0 true
// expect: 3 5 false true true A
