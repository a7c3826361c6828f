// nil is an answer like any other.
use Server
class S :is Server { meth handle_call(msg, from) { nil } }
let s = S.start
say s.call('x')     // expect: nil
s.stop
