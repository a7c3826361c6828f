// timeout => secs: without a message until then handle_info('timeout').
use Server
class S :is Server {
    field to :rw
    meth handle_call(msg, from) { Server.reply('ok', timeout => 0.05) }
    meth handle_info(msg) { to <- msg }
}
let s = S.start(to => Ma.self)
say s.call('x')                   // expect: ok
receive { when m { say m } }      // expect: timeout
say receive { when m { m } } after 0.1 { 'once' }   // expect: once
s.stop
