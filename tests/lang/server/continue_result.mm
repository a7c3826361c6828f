// continue => what: handle_continue(what) before the next message.
use Server
class S :is Server {
    field log :rw = []
    meth handle_call(msg, from) { if msg == 'log' { log } else { log.push(msg); Server.reply('ok', continue => 'more') } }
    meth handle_cast(msg) { log.push(msg) }
    meth handle_continue(what) { log.push(what) }
}
let s = S.start
say s.call('first')       // expect: ok
s.cast('second')
say s.call('log')         // expect: ['first', 'more', 'second']
s.stop
