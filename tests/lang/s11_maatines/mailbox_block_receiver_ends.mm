// A sender that waits at a mailbox is woken when the receiver ends (R13).
let me = Ma.self
let p = Ma.spawn({|| receive { when 'never' { 1 } } }, mailbox => 1)
let s = ma { p <- 1; p <- 2; me <- 'woken' }
sleep 0.05
Ma.exit(p, 'kill')
receive { when m { say m } }     // expect: woken
