// stop raises TimeoutError when the server does not end in time.
use Server
class S :is Server { meth handle_cast(msg) { sleep 1 } }
let s = S.start
s.cast('x')
try { s.stop('normal', timeout => 0.05) } catch TimeoutError { say 'late' }   // expect: late
Ma.exit(s, 'kill')
