// Server.stop_with(why) ends the server; terminate runs.
use Server
our log = []
class S :is Server {
    meth handle_cast(msg) { Server.stop_with('done by cast') }
    meth terminate(why) { log.push(why) }
}
let s = S.start
let ref = Ma.monitor(s)
s.cast('x')
receive { when ['DOWN', (ref), _, why] { say why } }   // expect: done by cast
say log                                                // expect: ['done by cast']
