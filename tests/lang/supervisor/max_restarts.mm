// More than max_restarts within so many seconds: all are stopped and the supervisor ends with 'shutdown'.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start([{id => 'c', run => child}], max_restarts => 2, within => 10)
Ma.monitor(s)
for ^3 { receive { when Ma -> m { m <- 'crash' } } }
receive { when ['DOWN', _, (s), why] { say why } }                // expect: shutdown
say receive { when Ma { 'again' } } after 0.05 { 'no more' }      // expect: no more
