// (expr) in a pattern of receive is the value of the expression.
let me = Ma.self
let ref = Ma.monitor(ma { 1 })
me <- ['DOWN', 'fake', 1, 2]
receive { when ['DOWN', (ref), _, why] { say why in ['normal', 'noproc'] } }   // expect: true
receive { when ['DOWN', r, *_] { say r } }       // expect: fake
