// Ma.call requests count as user messages (R13).
let p = Ma.spawn({|| receive { when 'never' { 1 } } }, mailbox => 1, overflow => 'raise')
p <- 1
try { p.call('q') } catch OverflowError { say 'full' }     // expect: full
Ma.exit(p, 'kill')
