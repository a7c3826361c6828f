// A link: when either ends, the other gets an exit signal.
let me = Ma.self
let p = ma {
    let q = ma { receive { when 'die' { exit_ma('reason q') } } }
    Ma.link(q)
    me <- q
    receive { when 'never' { 1 } }
}
Ma.monitor(p)
let q = receive { when Ma -> m { m } }
q <- 'die'
receive { when ['DOWN', _, (p), why] { say why } }   // expect: reason q
