// Ma.spawn with args, name and label.
let me = Ma.self
let p = Ma.spawn({|a, b| me <- a + b; receive { when 'stop' { 1 } } }, args => [2, 3], name => 's', label => 'pool worker')
receive { when v { say v } }         // expect: 5
say Ma.whereis('s') == p             // expect: true
say p.label                          // expect: pool worker
's' <- 'stop'
