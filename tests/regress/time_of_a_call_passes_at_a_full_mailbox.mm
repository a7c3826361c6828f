// A call that found no room in a mailbox waited without a limit, whatever its timeout said.
// flags: --sched-seed 7
let p = Ma.spawn({ receive { when 'never' { } } }, mailbox => 1)
p <- 'full'
for [0.05, 0, -1] -> t { try { p.call('x', timeout => t) } catch TimeoutError { say 'timeout' } }
// expect: timeout
// expect: timeout
// expect: timeout
try { within 0.05 { p.call('x', timeout => Inf) } } catch TimeoutError { say 'within' }     // expect: within
say p.is_alive, ' ', Ma.info(p)<mailbox>      // expect: true 1
let w = Work.does { p.call('later', timeout => Inf) }
let u = Work.does { p.call('too', timeout => 600) }
sleep 0.02
Ma.exit(p, 'off')
for [w, u] -> x { try { x.result } catch ExitError -> e { say e.reason in ['off', 'noproc'] } }
// expect: true
// expect: true
let q = Ma.spawn({ sleep 0.05; loop { receive { when ['call', from, x] { reply(from, x) } when x { } } } }, mailbox => 1)
q <- 'full'
say q.call('ok', timeout => 600)      // expect: ok
Ma.exit(q, 'kill')
