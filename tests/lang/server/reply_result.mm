// Server.reply(v) is an answer too.
use Server
class S :is Server { meth handle_call(msg, from) { Server.reply(msg * 2) } }
let s = S.start
say s.call(21)      // expect: 42
s.stop
