// handle_info gets all other messages.
use Server
class S :is Server {
    field log :rw = []
    meth handle_call(msg, from) { log }
    meth handle_info(msg) { log.push(msg) }
}
let s = S.start
s <- 'plain'
s <- ['other', 1]
say s.call('log')        // expect: ['plain', ['other', 1]]
s.stop
