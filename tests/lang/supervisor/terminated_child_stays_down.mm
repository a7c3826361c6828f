// A child that was stopped by terminate_child is not restarted.
use Supervisor
let me = Ma.self
fn child { me <- 'up'; receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 'c', run => child}])
receive { when 'up' { } }
Supervisor.terminate_child(s, 'c')
say receive { when 'up' { 'again' } } after 0.05 { 'down' }     // expect: down
Supervisor.stop(s)
