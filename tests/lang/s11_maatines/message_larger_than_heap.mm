// Taking a message that does not fit raises MemoryError from receive, and the message is gone (R89).
// timeout: 10
let me = Ma.self
let p = Ma.spawn({||
    me <- 'ready'
    try { receive { when ['big', xs] { me <- 'fits' } } } catch MemoryError { me <- 'too big' }
    receive { when m { me <- m } }
}, max_heap => 1000000)
receive { when 'ready' { } }
p <- ['big', (^500000).array]
p <- 'small'
say receive { when m { m } }     // expect: too big
say receive { when m { m } }     // expect: small
