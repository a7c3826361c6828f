// The supervisor makes no crash report of its own: nothing on standard error.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start([{id => 'c', run => child}], max_restarts => 0)
let ref = Ma.monitor(s)
let a = receive { when Ma -> m { m } }
a <- 'crash'
receive { when ['DOWN', (ref), *_] { 1 } }
