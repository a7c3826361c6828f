// noreply takes timeout too.
use Server
class S :is Server {
    field caller :rw
    meth handle_call(msg, from) { caller = from; Server.noreply(timeout => 0.03) }
    meth handle_info(msg) { reply(caller, "after {msg}") }
}
let s = S.start
say s.call('x')       // expect: after timeout
s.stop
