// ∈ is in, ∉ is !in.
say 2 ∈ [1, 2]  // expect: true
say 3 ∈ [1, 2]  // expect: false
say 3 ∉ [1, 2]  // expect: true
say 'b' ∈ 'abc' // expect: true
say 1 !in [1]   // expect: false
