// Timer.after calls once, Timer.every again and again until it is cancelled.
use Timer
let me = Ma.self
Timer.after(0.02) { me <- 'after' }
say receive { when m { m } } after 2 { 'nothing' }            // expect: after
let t = Timer.every(0.02) { me <- 'tick' }
for ^3 { say receive { when m { m } } after 2 { 'nothing' } }
// expect: tick
// expect: tick
// expect: tick
say Timer.cancel(t)                                           // expect: true
say Timer.cancel(t)                                           // expect: false
Timer.send_after(0.01, me, 'sent')
loop { receive { when 'tick' { } when m { say m; break } } }  // expect: sent
try { Timer.every(0, { }) } catch ArgumentError { say 'more than 0' }   // expect: more than 0
