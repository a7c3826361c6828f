// The label of a child is its id (R65).
use Supervisor
fn child { receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 'printer', run => child}])
say Supervisor.children(s)[0]<ma>.label     // expect: printer
Supervisor.stop(s)
