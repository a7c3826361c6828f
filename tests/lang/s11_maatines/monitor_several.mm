// Each monitor gives a notice of its own.
let p = ma { receive { when 'stop' { 1 } } }
let r1 = Ma.monitor(p)
let r2 = Ma.monitor(p)
say r1 == r2         // expect: false
p <- 'stop'
receive { when ['DOWN', (r1), *_] { say 'one' } }    // expect: one
receive { when ['DOWN', (r2), *_] { say 'two' } }    // expect: two
