// s.call(msg, timeout => secs) raises TimeoutError; the server lives on.
// flags: --sched-seed 7
use Server
class S :is Server { meth handle_call(msg, from) { sleep 0.15 if msg == 'slow'; 'ok' } }
let s = S.start
try { s.call('slow', timeout => 0.05) } catch TimeoutError { say 'timeout' }    // expect: timeout
say s.call('fast')    // expect: ok
s.stop
