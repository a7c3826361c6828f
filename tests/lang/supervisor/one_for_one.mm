// one_for_one: only the child that ended is started again.
use Supervisor
let me = Ma.self
fn child(id) { me <- [id, Ma.self]; receive { when 'crash' { exit_ma('crash') } } }
let s = Supervisor.start_link((1..3).map {|i| {id => i, run => child, args => [i]} })
let first = {}
for ^3 { receive { when [id, p] { first{id} = p } } }
first{2} <- 'crash'
receive { when [id, p] { say id, ' ', p == first{2} } }                    // expect: 2 false
say receive { when [id, _] { id } } after 0.05 { 'no other' }              // expect: no other
say first{1}.is_alive, first{3}.is_alive                                   // expect: truetrue
Supervisor.stop(s)
