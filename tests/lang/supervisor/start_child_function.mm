// start => f is called in the supervisor and gives a Ma that it linked.
// flags: --sched-seed 7
use Supervisor
use Server
class Counter :is Server { field n :rw = 0;  meth handle_call(msg, from) { n++; n };  meth handle_cast(msg) { die 'crash' } }
let s = Supervisor.start_link([{id => 'counter', start => {|| Counter.start_link }}])
let c = Supervisor.children(s)[0]<ma>
say c.call('next'), c.call('next')         // expect: 12
let ref = Ma.monitor(c)
c.cast('x')
receive { when ['DOWN', (ref), *_] { } }
sleep 0.15
let d = Supervisor.children(s)[0]<ma>
say d == c, ' ', d.call('next')            // expect: false 1
Supervisor.stop(s)
// expect error: crash
// expect status: 0
