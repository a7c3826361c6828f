// Keys: Str, Num, Bool, nil, Ma, Ref, Range, and frozen arrays and maps.
let m = {}
m{'s'} = 1; m{2} = 2; m{true} = 3; m{nil} = 4; m{1..3} = 5
m{[1, 2].freeze} = 6
m{{a => 1}.freeze} = 7
m{Ma.self} = 8
say m{'s'}, m{2}, m{true}, m{nil}, m{1..3}, m{[1, 2].freeze}, m{{a => 1}.freeze}, m{Ma.self} // expect: 12345678
say m{'2'}     // expect: nil
say m.len      // expect: 8
