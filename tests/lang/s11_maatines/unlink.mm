// After Ma.unlink the end of the other is no signal.
let p = ma { receive { when 'stop' { exit_ma('bad') } } }
Ma.link(p)
Ma.unlink(p)
p <- 'stop'
say p.join           // expect: bad
say 'alive'          // expect: alive
