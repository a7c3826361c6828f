// tasklocal variables are copied into the children (R52).
use Supervisor
tasklocal let who = 'unset'
who = 'set'
let me = Ma.self
fn child { me <- who; receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 'c', run => child}])
say receive { when Str -> m { m } }     // expect: set
Supervisor.stop(s)
