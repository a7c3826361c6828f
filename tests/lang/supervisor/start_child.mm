// start_child(s, spec) starts and adds a child; it is its Ma.
use Supervisor
let me = Ma.self
fn child(x) { me <- x; receive { when 'never' { 1 } } }
let s = Supervisor.start_link([])
let p = Supervisor.start_child(s, {id => 'new', run => child, args => ['ran']})
say receive { when Str -> m { m } }                   // expect: ran
say Supervisor.children(s)[0]<ma> == p                // expect: true
try { Supervisor.start_child(s, {id => 'new', run => child, args => [1]}) } catch ArgumentError { say 'taken' }   // expect: taken
Supervisor.stop(s)
