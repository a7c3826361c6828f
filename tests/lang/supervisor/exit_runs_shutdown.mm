// exit n ends the program after running the root supervisors' shutdown.
use Supervisor
let me = Ma.self
fn child { Ma.trap_exits(true); me <- 'up'; receive { when ['EXIT', _, why] { say 'child stopped: ', why } } }
Supervisor.start_link([{id => 'c', run => child}])
receive { when 'up' { } }
say 'leaving'
exit 6
// expect: leaving
// expect: child stopped: shutdown
// expect status: 6
