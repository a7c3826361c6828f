// Without flush a notice that has come already stays.
// flags: --sched-seed 7
let p = ma { receive { when 'stop' { 1 } } }
let ref = Ma.monitor(p)
p <- 'stop'
p.join
sleep 0.1
Ma.demonitor(ref)
say receive { when ['DOWN', (ref), *_] { 'stays' } } after 0.05 { 'gone' }    // expect: stays
