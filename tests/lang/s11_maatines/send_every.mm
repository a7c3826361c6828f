// Ma.send_every sends again and again until it is cancelled.
let me = Ma.self
let t = Ma.send_every(0.01, me, 'tick')
for ^3 { receive { when 'tick' { print 'tick ' } } }
say Ma.cancel_timer(t)        // expect: tick tick tick true
