// If the maatine that owns the block ends, its tasks end.
let me = Ma.self
let p = ma { concurrent { spawn { me <- Ma.self; sleep 5 } } }
let task = receive { when Ma -> t { t } }
Ma.monitor(task)
Ma.exit(p, 'kill')
receive { when ['DOWN', *_] { say 'task ended' } } after 2 { say 'task lives' }     // expect: task ended
