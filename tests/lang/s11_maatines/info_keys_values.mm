// Ma.info: the keys that there are; one that is gone gives nil.
let p = Ma.spawn({|| receive { when 'stop' { } } }, label => 'the one', mailbox => 100)
Ma.yield
p <- 1; p <- 2
let i = Ma.info(p)
say i<id> == p.id, ' ', i<label>, ' ', i<mailbox>     // expect: true the one 2
for 'id label parent function file line state waiting_for mailbox memory reductions links monitors trapping name priority age drops bytes_copied bytes_moved'.words -> k { print k, ' ' unless i.has(k) }
say ''                                                   // expect: 
say Ma.info(p, 'mailbox'), ' ', Ma.info(p, 'trapping'), ' ', Ma.info(p, 'links')      // expect: 2 false []
p <- 'stop'
p.join
say Ma.info(p)                                           // expect: nil
