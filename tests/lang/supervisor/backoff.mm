// backoff => [first, most]: before a restart the supervisor waits, twice as long each time.
use Supervisor
let me = Ma.self
fn child { me <- Time.mono; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start_link([{id => 'c', run => child, backoff => [0.06, 1]}], max_restarts => 10)
fn next_start { receive { when Num -> t { t } } }
let t0 = next_start()
Supervisor.children(s)[0]<ma> <- 'crash'
let t1 = next_start()
say t1 - t0 >= 0.05                                // expect: true
Supervisor.children(s)[0]<ma> <- 'crash'
let t2 = next_start()
say t2 - t1 >= 0.11                                // expect: true
Supervisor.stop(s)
