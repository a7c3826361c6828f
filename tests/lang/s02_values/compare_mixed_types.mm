// < between types is a TypeError, == is false (R55).
try { 1 < 'a' } catch TypeError { say 'num < str' }      // expect: num < str
try { nil < 1 } catch TypeError { say 'nil < num' }      // expect: nil < num
try { [1] < 1 } catch TypeError { say 'array < num' }    // expect: array < num
try { [1, 'a'].sort } catch TypeError { say 'sort' }     // expect: sort
say 1 == 'a', ' ', nil == 0                              // expect: false false
say [1, 2] < [1, 3], ' ', [2] > [1, 5]                   // expect: true true
