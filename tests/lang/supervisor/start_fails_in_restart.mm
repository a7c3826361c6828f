// A start that fails during a restart counts as another restart.
use Supervisor
our starts = 0
let me = Ma.self
fn child { receive { when 'crash' { exit_ma('crash') } } }
fn start_it { starts += 1; die 'cannot start' if starts == 2; let p = Ma.spawn(child, link => true); me <- p; p }
let s = Supervisor.start_link([{id => 'c', start => start_it}])
let a = receive { when Ma -> m { m } }
a <- 'crash'
let b = receive { when Ma -> m { m } }
say starts, ' ', b.is_alive      // expect: 3 true
Supervisor.stop(s)
