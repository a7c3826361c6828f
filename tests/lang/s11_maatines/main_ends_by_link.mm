// An exit signal by a link ends main too: the program ends with status 1.
let p = ma { receive { when 'go' { exit_ma('bad') } } }
Ma.link(p)
p <- 'go'
receive { when 'never' { 1 } }
say 'not reached'
// expect status: 1
