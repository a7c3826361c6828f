// Ma.monitor with urgent puts the notice ahead of waiting messages.
// flags: --sched-seed 7
let me = Ma.self
let p = ma { receive { when 'stop' { 1 } } }
Ma.monitor(p, urgent => true)
me <- 'waiting'
p <- 'stop'
p.join
sleep 0.1
receive { when ['DOWN', *_] { say 'down first' } when m { say m } }   // expect: down first
