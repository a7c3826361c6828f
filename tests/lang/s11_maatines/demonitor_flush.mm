// flush also removes a notice that has come already.
let p = ma { 1 }
let ref = Ma.monitor(p)
p.join
sleep 0.02
Ma.demonitor(ref, flush => true)
say receive { when ['DOWN', *_] { 'notice' } } after 0.05 { 'none' }     // expect: none
