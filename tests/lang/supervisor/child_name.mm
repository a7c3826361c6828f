// name in a child spec registers the child, again after a restart.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start_link([{id => 'c', run => child, name => 'worker'}])
let a = receive { when Ma -> m { m } }
say Ma.whereis('worker') == a              // expect: true
'worker' <- 'crash'
let b = receive { when Ma -> m { m } }
say Ma.whereis('worker') == b, ' ', a == b // expect: true false
Supervisor.stop(s)
