// Flags that change while the program runs: the log's level in both directions, others by their value.
use Log
use Observer
fn flag(name) { let all = Observer.flags.grep {|f| f<name> == name }; all[0]<value> }
say Log.level                                     // expect: info
Observer.set('log-level', 'debug')
say Log.level                                     // expect: debug
Log.level('warn')
say flag('log-level')                             // expect: warning
Observer.set('log-level', 'off')
say Log.level                                     // expect: off
try { Observer.set('log-level', 'loud') } catch e { say e.message }   // expect: bad value 'loud' for '--log-level': debug|info|warning|error|off is expected
Observer.set('gc-pause', 300)
say flag('gc-pause')                              // expect: 300
Observer.set('warn-gc', 0.5)
say flag('warn-gc')                               // expect: 0.5
Observer.set('mailbox', 3)
let p = Ma.spawn({ receive { when 'go' { nil } } })
for ^3 { p <- 1 }
let q = ma { p <- 2 }                             // waits for room
while !Observer.waits.any({|w| w<id> === q }) { sleep 0.01 }
say Observer.waits.any {|w| w<id> === q and w<of> === p }   // expect: true
Observer.set('max-heap', '32M')
let m = Ma.spawn({ let all = []; loop { all.push('x' * 1000) } }, monitor => true)
receive { when ['DOWN', _, _, why] { say "{why}".has('MemoryError') } after 60 { say 'no end' } }   // expect: true
Observer.set('max-heap', 0)
say flag('max-heap') > 32_000_000                 // expect: true
try { Observer.set('schedulers', 1) } catch e { say e.message }   // expect: 'schedulers' cannot change while the program runs
exit 0
