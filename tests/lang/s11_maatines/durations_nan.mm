// NaN is no duration (R68), wherever one is given.
use Net::Tcp (Tcp)
use Timer
fn told(name, f) {
    try { say name, ': ', f() }
    catch e { say name, ': ', e.^name, ' ', e.message }
}
let me = Ma.self
let p = ma { receive { when 'end' { nil } } }
told('sleep', { sleep NaN })                                  // expect: sleep: TypeError the time to sleep must be a Num of seconds, not NaN
told('method', { NaN.sleep })                                 // expect: method: TypeError the time to sleep must be a Num of seconds, not NaN
told('after', { receive { when 1 { 1 } } after NaN { 0 } })   // expect: after: TypeError 'after' must be a Num of seconds, not NaN
told('text', { receive { when 1 { 1 } } after '1' { 0 } })    // expect: text: TypeError 'after' must be a Num of seconds, not Str
told('select', { select { when v = <-Chan.new { v } after NaN { 0 } } })  // expect: select: TypeError 'after' must be a Num of seconds, not NaN
told('send_after', { Ma.send_after(NaN, me, 1) })             // expect: send_after: TypeError the time must be a Num of seconds, not NaN
told('send_every', { Ma.send_every(0 / 0, me, 1) })           // expect: send_every: TypeError the time must be a Num of seconds, not NaN
told('join', { p.join(timeout => NaN) })                      // expect: join: TypeError timeout must be a Num of seconds, not NaN
told('call', { Ma.call(p, 1, timeout => NaN) })               // expect: call: TypeError timeout must be a Num of seconds, not NaN
told('stop', { p.stop('normal', timeout => NaN) })            // expect: stop: TypeError timeout must be a Num of seconds, not NaN
told('block', { concurrent timeout(NaN) { spawn { 1 } } })    // expect: block: TypeError the timeout must be a Num of seconds, not NaN
told('grace', { concurrent grace(NaN) { spawn { 1 } } })      // expect: grace: TypeError the grace must be a Num of seconds, not NaN
told('within', { within NaN { 1 } })                          // expect: within: TypeError the time must be a Num of seconds, not NaN
told('for', { Work.for(NaN) })                                // expect: for: TypeError the duration must be a Num, not NaN
told('til', { Work.til(NaN) })                                // expect: til: TypeError the time must be a Num, not NaN
told('Timer', { Timer.after(NaN, { nil }) })                  // expect: Timer: TypeError the time must be a Num of seconds, not NaN
let listener = Tcp.listen('127.0.0.1', 0)
told('accept', { listener.accept(NaN) })                      // expect: accept: TypeError timeout must be a Num of seconds, not NaN
told('accept', { listener.accept('1') })                      // expect: accept: TypeError timeout must be a Num of seconds, not Str
told('connect', { Tcp.connect('127.0.0.1', listener.port, timeout => nil) })  // expect: connect: TypeError timeout must be a Num of seconds, not Nil
listener.close
p <- 'end'
