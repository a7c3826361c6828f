// NaN, the infinities and the zeros.
say NaN == NaN, ' ', NaN === NaN, ' ', NaN != NaN   // expect: false true true
say Inf == Inf, ' ', -Inf < Inf, ' ', Inf - Inf     // expect: true true NaN
say 0.0, ' ', -0.0                                  // expect: 0 0
say 0.0 == -0.0, ' ', 0 == -0.0                     // expect: true true
say 1.0 / -0.0                                      // expect: -Inf
say NaN < 1, ' ', NaN > 1, ' ', 1 <= NaN            // expect: false false false
say Inf.str, ' ', (-Inf).dump, ' ', NaN.dump        // expect: Inf -Inf NaN
