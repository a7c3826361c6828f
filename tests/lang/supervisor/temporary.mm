// A temporary child is never restarted and is forgotten.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start_link([{id => 'c', run => child, restart => 'temporary'}])
let a = receive { when Ma -> m { m } }
Ma.monitor(a)
a <- 'crash'
receive { when ['DOWN', *_] { } }
say receive { when Ma -> m { 'again' } } after 0.1 { 'not restarted' }    // expect: not restarted
say Supervisor.children(s)                                               // expect: []
Supervisor.stop(s)
