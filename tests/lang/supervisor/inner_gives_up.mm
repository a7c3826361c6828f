// An inner supervisor that gives up is restarted by the outer one.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let top = Supervisor.start_link([
    {id => 'inner', start => {|| Supervisor.start_link([{id => 'c', run => child}], max_restarts => 0) }},
])
let a = receive { when Ma -> m { m } }
a <- 'crash'
let b = receive { when Ma -> m { m } }
say a == b, ' ', b.is_alive, ' ', top.is_alive     // expect: false true true
Supervisor.stop(top)
