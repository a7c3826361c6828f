// s.stop(why = 'normal') waits for the end; terminate runs.
use Server
our log = []
class S :is Server { meth terminate(why) { sleep 0.03; log.push(why) } }
let s = S.start
let ref = Ma.monitor(s)
s.stop
say s.is_alive, ' ', log                                  // expect: false ['normal']
receive { when ['DOWN', (ref), _, why] { say why } }      // expect: normal
let t = S.start
let ref2 = Ma.monitor(t)
t.stop('maintenance')
say log                                                   // expect: ['normal', 'maintenance']
receive { when ['DOWN', (ref2), _, why] { say why } }     // expect: maintenance
