// Several maatines may join one.
let me = Ma.self
let p = ma { receive { when 'stop' { exit_ma('end') } } }
ma for ^3 { me <- p.join }
sleep 0.1
p <- 'stop'
say (^3).map({ receive { when v { v } } })    // expect: ['end', 'end', 'end']
