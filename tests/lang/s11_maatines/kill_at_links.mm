// 'kill' arrives at links as 'killed'.
Ma.trap_exits(true)
let p = ma { receive { when 'never' { 1 } } }
Ma.link(p)
Ma.exit(p, 'kill')
receive { when ['EXIT', (p), why] { say why } }   // expect: killed
