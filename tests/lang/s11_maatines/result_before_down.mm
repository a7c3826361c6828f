// A result sent before the end arrives before the DOWN.
let me = Ma.self
let p = ma { receive { when 'go' { me <- 'result' } } }
Ma.monitor(p)
p <- 'go'
receive { when m { say m } }                        // expect: result
receive { when ['DOWN', *_] { say 'down' } }        // expect: down
