// Ma.demonitor ends a monitor.
let p = ma { receive { when 'stop' { 1 } } }
let ref = Ma.monitor(p)
Ma.demonitor(ref)
p <- 'stop'
p.join
say receive { when ['DOWN', *_] { 'notice' } } after 0.05 { 'none' }     // expect: none
