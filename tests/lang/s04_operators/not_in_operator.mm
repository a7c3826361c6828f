// !in is the opposite of in (R56).
say 2 !in [1, 2], ' ', 3 !in [1, 2]     // expect: false true
say 'z' !in 'abc', ' ', 'b' !in {a => 1} // expect: true true
if 9 !in 1..5 { say 'outside' }         // expect: outside
