// count gives {specs => n, active => n}.
use Supervisor
fn child { receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 1, run => child}, {id => 2, run => child}])
say Supervisor.count(s)              // expect: {specs => 2, active => 2}
Supervisor.terminate_child(s, 1)
say Supervisor.count(s)              // expect: {specs => 2, active => 1}
Supervisor.stop(s)
