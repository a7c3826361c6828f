// The bound counts user messages only: DOWN and EXIT notices are never dropped.
// flags: --sched-seed 7
let me = Ma.self
let ch = Chan.new
let p = Ma.spawn({||
    Ma.trap_exits(true)
    let q = ma { receive { when 'stop' { 1 } } }
    Ma.monitor(q)
    Ma.link(q)
    me <- q
    <-ch
    let kinds = []
    for ^4 { receive { when [k, *_] { kinds.push(k) } when n { kinds.push(n) } } }
    me <- kinds.sort
}, mailbox => 2, overflow => 'drop_new')
let q = receive { when Ma -> m { m } }
p <- 'a'; p <- 'b'; p <- 'c'
q <- 'stop'
q.join
sleep 0.1
ch <- 'go'
receive { when ks { say ks } }     // expect: ['DOWN', 'EXIT', 'a', 'b']
