// is_int and is_nan.
say 5.is_int, ' ', 1.5.is_int, ' ', (2 ** 80).is_int, ' ', NaN.is_int, ' ', Inf.is_int   // expect: true false true false false
say NaN.is_nan, ' ', 5.is_nan, ' ', Inf.is_nan                                           // expect: true false false
