// 'normal' ends nobody else (R48: Ma.exit(p) is 'normal').
let p = ma { receive { when 'stop' { exit_ma('stopped') } } }
Ma.exit(p, 'normal')
Ma.exit(p)
p <- 'stop'
say p.join      // expect: stopped
