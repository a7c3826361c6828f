// Ma.dead_letters(p) subscribes p to messages for maatines that are gone.
let p = ma { 1 }
p.join
Ma.dead_letters(Ma.self)
p <- ['lost', 1]
receive { when m { say m.dump.has('lost') } } after 2 { say 'none' }    // expect: true
