// The call of one that waits at a bounded mailbox goes on when there is room (R13).
let p = Ma.spawn({|| for ^3 { receive { when ['call', from, v] { reply(from, v * 2) } when 'skip' { sleep 0.03 } } } }, mailbox => 1)
p <- 'skip'
p <- 'skip'
say p.call(21)      // expect: 42
