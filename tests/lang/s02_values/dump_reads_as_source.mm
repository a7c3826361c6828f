// Maps dump so that they read as source: words, quoted strings, numbers, :others (R25).
say {name => 1, 'two words' => 2, 3 => 'x', :true => 4, :nil => 5, '9' => 6}.dump
// expect: {name => 1, 'two words' => 2, 3 => 'x', :true => 4, :nil => 5, '9' => 6}
say {1.5 => 1, 20 => 2, if => 3}   // expect: {1.5 => 1, 20 => 2, if => 3}
say ['a', nil, 1.0, [true]].dump   // expect: ['a', nil, 1, [true]]
