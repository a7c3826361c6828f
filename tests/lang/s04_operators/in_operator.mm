// in: element of Array, Set, Range; key of Map; substring of Str (R56).
say 2 in [1, 2], ' ', [1] in [[1]], ' ', 3 in set(3)    // expect: true true true
say 'a' in {a => nil}, ' ', 1 in {a => 1}               // expect: true false
say 3 in 1..5, ' ', 5 in 1..^5, ' ', 5 in 1..5          // expect: true false true
say 'ell' in 'hello', ' ', '' in 'x'                    // expect: true true
try { 1 in 5 } catch TypeError { say 'no collection' }  // expect: no collection
