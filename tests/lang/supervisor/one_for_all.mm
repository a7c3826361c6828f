// one_for_all: the others are stopped, last started first, then all are started in order.
use Supervisor
let me = Ma.self
fn child(id) {
    Ma.trap_exits(true)
    me <- ['up', id, Ma.self]
    receive { when 'crash' { exit_ma('crash') } when ['EXIT', _, why] { me <- ['down', id, why] } }
}
let s = Supervisor.start_link((1..3).map({|i| {id => i, run => child, args => [i]} }), strategy => 'one_for_all')
let ps = {}
for ^3 { receive { when ['up', id, p] { ps{id} = p } } }
ps{2} <- 'crash'
let downs = []
for ^2 { receive { when ['down', id, why] { downs.push([id, why]) } } }
say downs                                                       // expect: [[3, 'shutdown'], [1, 'shutdown']]
let ups = []
for ^3 { receive { when ['up', id, p] { ups.push(id) } } }
say ups.sort                                                    // expect: [1, 2, 3]
say Supervisor.children(s).map({|c| c<id> })                    // expect: [1, 2, 3]
Supervisor.stop(s)
