// Ma.self in a handler is the server's maatine; methods are called through self.
use Server
class S :is Server {
    field n :rw = 1
    meth handle_call(msg, from) { self.bump(); [Ma.self, n] }
    meth bump { n++ }
}
let s = S.start
let (p, n) = (s.call('x')*)
say p == s, ' ', n       // expect: true 2
s.stop
