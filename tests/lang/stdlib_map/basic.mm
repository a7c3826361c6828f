// len is_empty keys values pairs.
let m = {a => 1, b => 2}
say m.len, ' ', m.is_empty, ' ', {}.is_empty        // expect: 2 false true
say m.keys, ' ', m.values, ' ', m.pairs             // expect: ['a', 'b'] [1, 2] [['a', 1], ['b', 2]]
