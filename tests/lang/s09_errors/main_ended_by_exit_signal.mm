// expect status: 1
// expect error: maatine 1 (main) has been ended, and the program with it: 'bad'
let p = ma { receive { when 'go' { exit_ma('bad') } } }
Ma.link(p)
p <- 'go'
receive { when 'never' { say 'never' } }
