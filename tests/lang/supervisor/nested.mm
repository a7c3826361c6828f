// A supervisor may supervise supervisors.
use Supervisor
let me = Ma.self
fn child(id) { me <- [id, Ma.self]; receive { when 'crash' { exit_ma('crash') } } }
let top = Supervisor.start_link([
    {id => 'inner', type => 'supervisor', start => {|| Supervisor.start_link([{id => 'a', run => child, args => ['a']}]) }},
    {id => 'b', run => child, args => ['b']},
])
let ps = {}
for ^2 { receive { when [id, p] { ps{id} = p } } }
ps<a> <- 'crash'
say receive { when ['a', p] { p == ps<a> } }      // expect: false
Supervisor.stop(top)
say ps<b>.is_alive                                // expect: false
