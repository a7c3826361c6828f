// freeze of a cyclic value ends (R53).
let a = [1]
a.push(a)
let f = a.freeze
say f.is_frozen, ' ', f[1].is_frozen, ' ', f[1][1][0]   // expect: true true 1
say f                                                   // expect: [1, [...]]
