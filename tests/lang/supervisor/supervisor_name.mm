// name registers the supervisor.
use Supervisor
let s = Supervisor.start_link([], name => 'top')
say Ma.whereis('top') == s        // expect: true
say Supervisor.count('top')       // expect: {specs => 0, active => 0}
Supervisor.stop(s)
