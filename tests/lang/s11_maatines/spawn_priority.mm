// A priority is an option of Ma.spawn.
let p = Ma.spawn({|| receive { when 'stop' { 1 } } }, priority => 'high')
say Ma.info(p, 'priority')       // expect: high
p <- 'stop'
