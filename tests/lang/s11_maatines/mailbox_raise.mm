// overflow => 'raise': the sender gets OverflowError.
let p = Ma.spawn({|| receive { when 'never' { 1 } } }, mailbox => 2, overflow => 'raise')
p <- 1; p <- 2
try { p <- 3 } catch OverflowError { say 'full' }    // expect: full
say Ma.info(p, 'mailbox')                            // expect: 2
Ma.exit(p, 'kill')
