// x ~~ pattern asks for a Bool.
say 5 ~~ 1..9, ' ', 5 ~~ Num, ' ', 5 ~~ Str, ' ', 5 ~~ 5    // expect: true true false true
say [1, 'a'] ~~ [Num, Str], ' ', [1] ~~ [Num, Num]          // expect: true false
say {a => 1, b => 2} ~~ {a => Num}                          // expect: true
say 'abc' ~~ /b/, ' ', 2.5 ~~ 1..9                          // expect: true true
let n = 5
say 5 ~~ (n), ' ', 6 ~~ (n)                                 // expect: true false
