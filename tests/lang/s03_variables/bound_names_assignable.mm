// A name bound by for, catch or a pattern can be assigned: it is a variable like others.
for [1] -> x { x = 5; say x }                            // expect: 5
try { die 'a' } catch e { e = 6; say e }                 // expect: 6
given 1 { when n { n = 7; say n } }                      // expect: 7
