// One that waits for a shared variable can be killed and cancelled; the others go on.
shared let x = 0
let me = Ma.self
fn hold { me <- 'held'; receive { when 'free' { } }; 1 }
let holder = ma { x = x + hold() }
receive { when 'held' { } }
let waiters = ma for ^20 { x += 1; me <- 'counted' }
let w = Work.does { x += 100 }
Ma.yield
for ^10 -> i { Ma.exit(waiters[i], 'kill') }
for ^10 -> i { say waiters[i].join if waiters[i].join != 'killed' }
w.cancel
try { w.result } catch Cancelled { say 'cancelled' }         // expect: cancelled
holder <- 'free'
for ^10 { receive { when 'counted' { } } }
say x                                                        // expect: 11
