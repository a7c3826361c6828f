// An error that leaves main ends the program after the root supervisors' shutdown (R37).
use Supervisor
let me = Ma.self
fn child { Ma.trap_exits(true); me <- 'up'; receive { when ['EXIT', *_] { say 'child stopped' } } }
Supervisor.start_link([{id => 'c', run => child}])
receive { when 'up' { } }
die 'main broke'
// expect: child stopped
// expect error: Error: main broke
// expect status: 1
