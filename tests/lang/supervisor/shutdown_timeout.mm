// After shutdown seconds a child that does not end gets 'kill'.
use Supervisor
let me = Ma.self
fn stubborn { Ma.trap_exits(true); me <- Ma.self; loop { receive { when ['EXIT', *_] { } } } }
let s = Supervisor.start_link([{id => 'x', run => stubborn, shutdown => 0.05}])
let p = receive { when Ma -> m { m } }
Ma.monitor(p)
Supervisor.stop(s)
receive { when ['DOWN', _, _, why] { say why } }    // expect: killed
