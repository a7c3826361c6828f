// terminate_child stops, restart_child starts again, delete_child forgets.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 'c', run => child}])
let a = receive { when Ma -> m { m } }
Supervisor.terminate_child(s, 'c')
say a.is_alive, ' ', Supervisor.children(s)[0]<ma>    // expect: false nil
let b = Supervisor.restart_child(s, 'c')
say receive { when Ma -> m { m == b } }               // expect: true
Supervisor.terminate_child(s, 'c')
Supervisor.delete_child(s, 'c')
say Supervisor.count(s)                               // expect: {specs => 0, active => 0}
Supervisor.stop(s)
