// For one that does not trap an exit signal ends it without terminate.
use Server
our log = []
class S :is Server { meth terminate(why) { log.push('terminate') } }
let s = S.start
let ref = Ma.monitor(s)
Ma.exit(s, 'out')
receive { when ['DOWN', (ref), _, why] { say why, ' ', log } }     // expect: out []
