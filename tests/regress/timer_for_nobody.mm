// A timer that repeats was never over when its receiver had ended: it copied its message for nobody, for ever.
use Observer
let p = ma { receive { when 'end' { nil } } }
let q = ma { loop { receive { when x { nil } } } }
let t = Ma.send_every(0.001, p, 'end')
let u = Ma.send_every(0.001, q, 'x')
let tries = 0
while Observer.timers.len > 1 && tries < 2000 { sleep 0.01; tries += 1 }
say Observer.timers.map {|r| r<every> }              // expect: [0.001]
say Ma.cancel_timer(t), ' ', Ma.cancel_timer(u)     // expect: false true
exit 0
