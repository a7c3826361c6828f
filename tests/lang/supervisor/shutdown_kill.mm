// shutdown => 'kill' kills at once.
use Supervisor
let me = Ma.self
fn child { Ma.trap_exits(true); me <- Ma.self; receive { when ['EXIT', *_] { me <- 'asked' } } }
let s = Supervisor.start_link([{id => 'x', run => child, shutdown => 'kill'}])
let p = receive { when Ma -> m { m } }
Ma.monitor(p)
Supervisor.stop(s)
receive { when ['DOWN', _, _, why] { say why } }                  // expect: killed
say receive { when m { m } } after 0.03 { 'not asked' }           // expect: not asked
