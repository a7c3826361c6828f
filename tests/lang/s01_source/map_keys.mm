// Keys: a bare word (reserved too), a string, a number, :expr (R20).
let k = 'dyn'
let m = {word => 1, 'two words' => 2, 3 => 4, :k => 5, :(k + '2') => 6, if => 7, -1 => 8}
say m<word>, m{'two words'}, m{3}, m<dyn>, m<dyn2>, m<if>, m{-1} // expect: 1245678
