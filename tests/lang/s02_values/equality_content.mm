// == compares by content, deep for arrays, maps and sets.
say [1, [2, 3]] == [1, [2, 3]], ' ', [1, 2] == [2, 1], ' ', [1] == [1, 2]  // expect: true false false
say {a => [1]} == {a => [1]}, ' ', {a => 1} == {a => 2}                    // expect: true false
say set(1, 2) == set(2, 1), ' ', set(1) == set(2)                          // expect: true false
say 1..3 == 1..3, ' ', 1..3 == 1..^4                                       // expect: true false
say 'a' == 'a', ' ', nil == false, ' ', 0 == false, ' ', '1' == 1          // expect: true false false false
say b"ab" == b"ab"                                                         // expect: true
