// overflow => 'exit': the receiver ends with reason 'overflow'.
let p = Ma.spawn({|| receive { when 'never' { 1 } } }, mailbox => 2, overflow => 'exit')
Ma.monitor(p)
p <- 1; p <- 2; p <- 3
receive { when ['DOWN', _, (p), why] { say why } }    // expect: overflow
