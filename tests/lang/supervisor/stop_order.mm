// stop stops the children, last started first, each with the exit signal 'shutdown'.
use Supervisor
let me = Ma.self
fn child(id) { Ma.trap_exits(true); me <- 'up'; receive { when ['EXIT', _, why] { me <- [id, why] } } }
let s = Supervisor.start_link((1..3).map {|i| {id => i, run => child, args => [i]} })
for ^3 { receive { when 'up' { } } }
Supervisor.stop(s)
let got = []
for ^3 { receive { when [id, why] { got.push([id, why]) } } }
say got              // expect: [[3, 'shutdown'], [2, 'shutdown'], [1, 'shutdown']]
say s.is_alive       // expect: false
