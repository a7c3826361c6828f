// A ring of maatines passes a token.
fn node(next_one, n) { for ^n { receive { when k { next_one <- k + 1 } } } }
let me = Ma.self
let first = me
for ^50 { let nx = first; first = ma node(nx, 4) }
let k = 0
for ^4 { first <- k; receive { when v { k = v } } }
say k    // expect: 200
