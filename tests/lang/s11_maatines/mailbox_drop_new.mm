// overflow => 'drop_new' drops the new message; Ma.info counts drops.
let me = Ma.self
let p = Ma.spawn({|| receive { when 'go' { let out = []; loop { receive { when m { out.push(m) } } after 0 { break } }; me <- out } } }, mailbox => 3, overflow => 'drop_new')
p <- 1; p <- 2; p <- 'go'
receive { when xs { say xs } }     // expect: [1, 2]
let q = Ma.spawn({|| receive { when 'never' { 1 } } }, mailbox => 2, overflow => 'drop_new')
for ^5 -> i { q <- i }
say Ma.info(q, 'mailbox'), ' ', Ma.info(q, 'drops')   // expect: 2 3
Ma.exit(q, 'kill')
