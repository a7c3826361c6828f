// A killed child is restarted like any other.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 'c', run => child}])
let a = receive { when Ma -> m { m } }
Ma.exit(a, 'kill')
let b = receive { when Ma -> m { m } }
say b.is_alive, ' ', a == b       // expect: true false
Supervisor.stop(s)
