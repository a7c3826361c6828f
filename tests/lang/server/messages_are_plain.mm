// The messages are ['call', from, msg] and ['cast', msg].
use Server
class S :is Server {
    field seen :rw = []
    meth handle_call(msg, from) { seen }
    meth handle_cast(msg) { seen.push(msg) }
}
let s = S.start
s <- ['cast', 'by hand']
say Ma.call(s, 'x')        // expect: ['by hand']
s.stop
