// Ma.link and Ma.monitor take names too (R48).
Ma.trap_exits(true)
let p = Ma.spawn({|| receive { when 'stop' { exit_ma('x') } } }, name => 'named')
Ma.link('named')
let ref = Ma.monitor('named')
p <- 'stop'
let got = []
for ^2 { receive { when ['EXIT', (p), why] { got.push('exit ' + why) } when ['DOWN', (ref), _, why] { got.push('down ' + why) } } }
say got.sort        // expect: ['down x', 'exit x']
