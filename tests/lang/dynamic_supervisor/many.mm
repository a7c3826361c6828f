// Many children; a stop asks all of them at once.
use DynamicSupervisor
fn child(n) { Ma.trap_exits(true); receive { when ['EXIT', *_] { sleep 0.05 } } }
let s = DynamicSupervisor.start_link({run => child, restart => 'temporary', shutdown => 10})
let ps = (^2000).map {|i| DynamicSupervisor.start_child(s, [i]) }
say DynamicSupervisor.count(s)<active>             // expect: 2000
let t0 = Time.mono
DynamicSupervisor.stop(s)
say ps.any {|p| p.is_alive }                       // expect: false
say Time.mono - t0 < 20                            // expect: true
