// 1..Inf is endless (R92).
say (1..Inf).first {|x| x * x > 50 }       // expect: 8
let n = 0
for 5..Inf -> x { n += x; break if x == 7 }
say n                                      // expect: 18
say 10 ** 30 in 1..Inf                     // expect: true
