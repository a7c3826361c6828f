// The key of a :save function with several arguments is found where every copy is made in pieces, too.
// flags: --long-copy=1
let calls = 0
fn f(a, b) :save { calls++; "{a} {b}" }
say f('x', [1].freeze), ' ', f('x', [1].freeze), ' ', calls     // expect: x [1] x [1] 1
