// Urgent messages come ahead of the others and keep their order among themselves (R48).
let me = Ma.self
me <- 'a'
Ma.send(me, 'u1', urgent => true)
me <- 'b'
Ma.send(me, 'u2', urgent => true)
Ma.send(me, 'c')
let got = []
for ^5 { receive { when m { got.push(m) } } }
say got     // expect: ['u1', 'u2', 'a', 'b', 'c']
