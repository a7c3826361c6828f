// An error of the caller does not touch the server.
use Server
class S :is Server { field n :rw = 0;  meth handle_call(msg, from) { n++ ; n } }
let s = S.start
try { s.call(1); die 'caller' } catch e { }
say s.call(1)       // expect: 2
s.stop
