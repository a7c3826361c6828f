// children gives Maps with id ma restart type, in order.
use Supervisor
fn child { receive { when 'never' { 1 } } }
let s = Supervisor.start_link([{id => 'a', run => child}, {id => 'b', run => child, restart => 'transient', type => 'supervisor'}])
let cs = Supervisor.children(s)
say cs[0]<id>, ' ', cs[0]<restart>, ' ', cs[0]<type>, ' ', cs[0]<ma> isa Ma    // expect: a permanent worker true
say cs[1]<id>, ' ', cs[1]<restart>, ' ', cs[1]<type>, ' ', cs[1]<ma>.is_alive  // expect: b transient supervisor true
Supervisor.stop(s)
