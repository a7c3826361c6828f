// A permanent child is always restarted, after a normal end too.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } when 'end' { 1 } } }
let s = Supervisor.start_link([{id => 'c', run => child}])
let a = receive { when Ma -> m { m } }
a <- 'crash'
let b = receive { when Ma -> m { m } }
say a == b                // expect: false
b <- 'end'
let c = receive { when Ma -> m { m } }
say c.is_alive            // expect: true
Supervisor.stop(s)
