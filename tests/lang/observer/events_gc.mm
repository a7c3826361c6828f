// Collections are over when they are told: each look tells of those since the look before, of the same maatine again.
use Observer
let p = Ma.spawn({ loop { let keep = []; for ^20_000 -> i { keep.push([i]) }; sleep 0.02 } }, label => 'builder')
say Observer.subscribe                  // expect: true
Observer.set('warn-gc', 0.000_001)
for ^2 {
    receive { when ['SYSTEM', 'long collection', (p), secs] { say secs > 0 and secs < 60 } after 120 { say 'nothing' } }
}
// expect: true
// expect: true
Observer.set('warn-gc', 1000)
say Observer.events.grep({|e| e<event> == 'long collection' and e<label> == 'builder' }).len >= 2   // expect: true
exit 0
