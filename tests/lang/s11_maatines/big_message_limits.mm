// Unread messages do not count to max_heap; taking one that does not fit raises MemoryError from receive, and it is gone (R89).
let me = Ma.self
let p = Ma.spawn({||
    me <- 'ready'
    receive { when 'look' { } }
    try { receive { when ['big', x] { me <- 'it fit' } } } catch MemoryError -> e { me <- e.^name }
    receive { when m { me <- ['next', m] } after 0 { me <- 'gone' } }
}, max_heap => 400_000)
receive { when 'ready' { } }
p <- ['big', (^200_000).map {|i| i }]
p <- 'look'
say receive { when m { m } }                   // expect: MemoryError
say receive { when m { m } }                   // expect: gone
