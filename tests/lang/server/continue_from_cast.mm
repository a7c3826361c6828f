// handle_cast may return Server.noreply(continue => what), and handle_continue another one.
use Server
class S :is Server {
    field log :rw = []
    meth handle_call(msg, from) { log }
    meth handle_cast(msg) { Server.noreply(continue => 3) }
    meth handle_continue(n) { log.push(n); Server.noreply(continue => n - 1) if n > 1 }
}
let s = S.start
s.cast('go')
say s.call('log')         // expect: [3, 2, 1]
s.stop
