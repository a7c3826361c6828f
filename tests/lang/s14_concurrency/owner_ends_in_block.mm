// An exit signal unwinds the owner of a block and its tasks, in this order; kill ends the tasks as well (R12).
// flags: --sched-seed 7
shared let log = []
let p = ma {
    Ma.register('scope', Ma.self)
    try { concurrent { spawn { try { sleep 99 } finally { log.push('task fin') } } ; sleep 99 } }
    finally { log.push('own fin') }
}
for ^1000 { break if Ma.whereis('scope') !== nil; sleep 0.001 }
sleep 0.02
let ref = Ma.monitor(p)
Ma.exit(p, 'why')
say receive { when ['DOWN', (ref), _, why] { why } }, ' ', Ma.whereis('scope')    // expect: why nil
say log     // expect: ['task fin', 'own fin']
// killed: its finally does not run, its tasks end (cancelled, not waited for)
log = []
let q = ma { try { concurrent { spawn { try { Ma.register('t', Ma.self); sleep 99 } finally { log.push('task fin') } } } } finally { log.push('own') } }
for ^1000 { break if Ma.whereis('t') !== nil; sleep 0.001 }
let t = Ma.whereis('t')
Ma.exit(q, 'kill')
say q.join     // expect: killed
t.join
say log       // expect: ['task fin']
