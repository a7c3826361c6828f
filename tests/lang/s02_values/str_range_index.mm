// A Range as index gives a new Str; negative ends count from the end (R45).
let s = 'hello'
say s[1..3], ' ', s[0..^4], ' ', s[-3..-1], ' ', s[1..Inf]   // expect: ell hell llo ello
say "[{s[3..1]}]"                                            // expect: []
say s[2..100]                                                // expect: llo
say '日本語'[0..1]                                            // expect: 日本
