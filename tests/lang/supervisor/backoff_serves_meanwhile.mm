// While it waits the supervisor serves others; the child's ma is nil.
// flags: --sched-seed 7
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start_link([{id => 'c', run => child, backoff => [0.3, 1]}])
let a = receive { when Ma -> m { m } }
let ref = Ma.monitor(a)
a <- 'crash'
receive { when ['DOWN', (ref), *_] { } }
sleep 0.05
say Supervisor.children(s)[0]<ma>                  // expect: nil
say receive { when Ma { 'restarted' } } after 2 { 'not' }   // expect: restarted
Supervisor.stop(s)
