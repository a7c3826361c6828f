// 'kill' cannot be trapped and arrives at monitors as 'killed'.
let me = Ma.self
let p = ma { Ma.trap_exits(true); me <- 'ready'; receive { when 'never' { 1 } } }
receive { when 'ready' { } }
Ma.monitor(p)
Ma.exit(p, 'kill')
receive { when ['DOWN', _, (p), why] { say why } }   // expect: killed
