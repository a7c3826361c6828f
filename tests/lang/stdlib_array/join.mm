// join(sep).
say [1, 'a', nil].join(','), ' ', [1, 2].join(''), ' ', [].join(','), '|'   // expect: 1,a,nil 12 |
say [[1], {a => 2}].join(' ')                                               // expect: [1] {a => 2}
