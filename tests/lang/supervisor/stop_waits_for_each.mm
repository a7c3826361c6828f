// The next child is stopped only when the one before has ended.
use Supervisor
our log = []
let me = Ma.self
fn child(id) { Ma.trap_exits(true); me <- 'up'; receive { when ['EXIT', *_] { log.push("{id} begins"); sleep 0.03; log.push("{id} ends") } } }
let s = Supervisor.start_link((1..2).map {|i| {id => i, run => child, args => [i]} })
for ^2 { receive { when 'up' { } } }
Supervisor.stop(s)
say log   // expect: ['2 begins', '2 ends', '1 begins', '1 ends']
