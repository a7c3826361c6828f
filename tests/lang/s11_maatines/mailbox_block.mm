// overflow => 'block': the sender waits until there is room; all arrive, in order.
let me = Ma.self
let p = Ma.spawn({|| let out = []; for ^20 { receive { when m { out.push(m) } } }; me <- out }, mailbox => 2)
for ^20 -> i { p <- i }
receive { when xs { say xs == (^20).array } }     // expect: true
