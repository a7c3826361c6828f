// cmp, is_digit, is_alpha, is_space.
say 'a'.cmp('b'), ' ', 'b'.cmp('a'), ' ', 'a'.cmp('a')           // expect: -1 1 0
say '123'.is_digit, ' ', '12a'.is_digit, ' ', 'abc'.is_alpha, ' ', 'a1'.is_alpha, ' ', 'é'.is_alpha  // expect: true false true false true
say "  \t".is_space, ' ', 'a '.is_space                          // expect: true false
