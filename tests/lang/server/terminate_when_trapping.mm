// terminate runs for one that traps when the parent's exit signal comes.
use Server
our log = []
class S :is Server { meth init { Ma.trap_exits(true) };  meth terminate(why) { log.push(why) } }
let me = Ma.self
let parent = ma { me <- S.start_link; receive { when 'end' { exit_ma('parent reason') } } }
let s = receive { when Ma -> m { m } }
let ref = Ma.monitor(s)
parent <- 'end'
receive { when ['DOWN', (ref), *_] { say log } }     // expect: ['parent reason']
