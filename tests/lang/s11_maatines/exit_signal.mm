// Ma.exit sends an exit signal that ends one that does not trap.
let p = ma { receive { when 'never' { 1 } } }
Ma.monitor(p)
Ma.exit(p, 'leave')
receive { when ['DOWN', _, _, why] { say why } }   // expect: leave
