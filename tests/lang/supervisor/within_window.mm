// Restarts longer ago than within do not count.
// flags: --sched-seed 7
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start([{id => 'c', run => child}], max_restarts => 1, within => 0.1)
for ^3 { receive { when Ma -> m { m <- 'crash' } }; sleep 0.15 }
say receive { when Ma -> m { m.is_alive } }      // expect: true
Supervisor.stop(s)
