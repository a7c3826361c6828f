// max_restarts restarts are allowed.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start([{id => 'c', run => child}], max_restarts => 2, within => 10)
for ^2 { receive { when Ma -> m { m <- 'crash' } } }
say receive { when Ma -> m { m.is_alive } }                       // expect: true
say s.is_alive                                                    // expect: true
Supervisor.stop(s)
