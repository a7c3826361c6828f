// A server without handle_info drops other messages.
use Server
class S :is Server { meth handle_call(msg, from) { 'still here' } }
let s = S.start
s <- 'plain'
say s.call('x')          // expect: still here
say Ma.info(s, 'mailbox')  // expect: 0
s.stop
