// rest_for_one: those started after the one that ended are stopped and started again.
use Supervisor
let me = Ma.self
fn child(id) { me <- [id, Ma.self]; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start_link((1..3).map({|i| {id => i, run => child, args => [i]} }), strategy => 'rest_for_one')
let ps = {}
for ^3 { receive { when [id, p] { ps{id} = p } } }
ps{2} <- 'crash'
let ids = []
for ^2 { receive { when [id, p] { ids.push(id) } } }
say ids.sort                                                    // expect: [2, 3]
say ps{1}.is_alive, ps{3}.is_alive                              // expect: truefalse
Supervisor.stop(s)
