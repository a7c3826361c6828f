// flags: --sched-seed 1
// A server whose start was cancelled, or had no time left, went on although nobody knew of it; so did a child whose name was taken.
use Server
use Supervisor
class Slow :is Server { meth init { sleep 0.2 } }
class Plain :is Server { }
let n = Ma.count
for [{ Slow.start }, { Slow.start_link }] -> f {
    try { concurrent timeout(0.03) { spawn { f() } } } catch TimeoutError { say 'timeout' }
    try { within 0.03 { f() } } catch TimeoutError { say 'within' }
}
fn slow { sleep 0.2; Ma.spawn({ sleep 1000 }, link => true) }
try { within 0.03 { Supervisor.start([{id => 1, start => slow}]) } } catch TimeoutError { say 'supervisor' }
try { within 0.03 { Supervisor.start_link([{id => 1, start => slow}]) } } catch TimeoutError { say 'supervisor' }
// expect: timeout
// expect: within
// expect: timeout
// expect: within
// expect: supervisor
// expect: supervisor
let s = Supervisor.start_link([])
Ma.register('taken', Ma.self)
try { Supervisor.start_child(s, {id => 1, start => { Plain.start_link }, name => 'taken'}) } catch ArgumentError { say 'refused' }     // expect: refused
say Supervisor.count(s)                                 // expect: {specs => 0, active => 0}
for ^2000 { break if Ma.count == n + 1; sleep 0.005 }
say Ma.count - n                                        // expect: 1
Supervisor.stop(s)
