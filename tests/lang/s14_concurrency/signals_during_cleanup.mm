// Further exits and cancels do not disturb a cleanup that runs; kill ends it.
// flags: --sched-seed 7
shared let log = []
let p = ma { try { sleep 99 } finally { log.push('a'); sleep 0.1; log.push('b') } }
sleep 0.02
Ma.exit(p, 'one')
sleep 0.02
Ma.exit(p, 'two')
say p.join, ' ', log       // expect: one ['a', 'b']
log = []
let q = ma { try { sleep 99 } finally { log.push('a'); sleep 99; log.push('b') } }
sleep 0.02
Ma.exit(q, 'one')
sleep 0.02
Ma.exit(q, 'kill')
say q.join, ' ', log       // expect: killed ['a']
log = []
let w = Work.does { try { sleep 99 } finally { log.push('a'); sleep 0.05; log.push('b') } }
sleep 0.02
w.cancel
w.cancel
sleep 0.01
w.cancel
try { w.result } catch Cancelled { say log }     // expect: ['a', 'b']
