// Logarithms and roots of integers that no double can hold, whatever their highest bits are.
fn near(got, want) { (got - want).abs < want.abs * 1e-14 }
say near((3 * 2 ** 1087).log2, 1088.584962500721)               // expect: true
say near((3 * 2 ** 1087).log10, 327.69672654146717)             // expect: true
say near((3 * 2 ** 1087).log, 754.5495975573286)                // expect: true
say (3 * 2 ** 1087).log(2) == (3 * 2 ** 1087).log / 2.log       // expect: true
for [1024, 1025, 1087, 1088, 1089, 1151, 1152, 5000] -> n {
    print near((2 ** n + 2 ** (n - 1)).log2, n + 1.5.log2), ' '
}
say '|'                               // expect: true true true true true true true true |
say (2 ** 2000).sqrt == 2.0 ** 1000   // expect: true
say (9 * 2 ** 1088).sqrt == 3 * 2.0 ** 544      // expect: true
say (2 ** 3000).cbrt == 2.0 ** 1000   // expect: true
say near((-(27 * 2 ** 1089)).cbrt, -3 * 2.0 ** 363)     // expect: true
say (2 ** 4000).sqrt, ' ', (-(2 ** 2000)).sqrt  // expect: Inf NaN
say 16.sqrt, ' ', 2.sqrt, ' ', (2 ** 70).sqrt, ' ', 27.cbrt     // expect: 4 1.4142135623730951 34359738368 3
