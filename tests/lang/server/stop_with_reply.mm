// Server.stop_with(why, reply => v) answers first.
use Server
class S :is Server { meth handle_call(msg, from) { Server.stop_with('bye', reply => 'last words') } }
let s = S.start
Ma.monitor(s)
say s.call('x')                                     // expect: last words
receive { when ['DOWN', _, _, why] { say why } }    // expect: bye
