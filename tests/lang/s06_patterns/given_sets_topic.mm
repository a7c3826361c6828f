// given sets _ in its arms (R31).
given 'abc' { when Str { say _.uc } }   // expect: ABC
given 3 { default { say _ + 1 } }       // expect: 4
