// A call that a bounded mailbox drops ends with TimeoutError (R93).
let p = Ma.spawn({|| receive { when 'never' { 1 } } }, mailbox => 1, overflow => 'drop_new')
p <- 1
try { p.call('q', timeout => 0.05) } catch TimeoutError { say 'timeout' }   // expect: timeout
Ma.exit(p, 'kill')
