// Trapped exit signals are messages ['EXIT', p, reason].
let me = Ma.self
let p = ma {
    Ma.trap_exits(true)
    me <- 'ready'
    receive { when ['EXIT', from, why] { me <- [from == me, why] } }
}
receive { when 'ready' { } }
Ma.exit(p, 'please')
receive { when [same, why] { say same, ' ', why } }   // expect: true please
