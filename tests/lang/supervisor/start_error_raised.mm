// If a child cannot start, those before it are stopped and its error is raised.
use Supervisor
let me = Ma.self
fn good { receive { when 'never' { 1 } } }
fn start_good { let p = Ma.spawn(good, link => true); me <- p; p }
try {
    Supervisor.start([{id => 'good', start => start_good}, {id => 'bad', start => {|| die 'no start' }}])
} catch e { say e.message }                       // expect: no start
say receive { when Ma -> m { m.is_alive } }       // expect: false
