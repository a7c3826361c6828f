// A transient child is restarted unless the reason is 'normal' or 'shutdown'.
use Supervisor
let me = Ma.self
fn child { me <- Ma.self; receive { when ['end', why] { exit_ma(why) } } }
let s = Supervisor.start_link([{id => 'c', run => child, restart => 'transient'}])
let a = receive { when Ma -> m { m } }
a <- ['end', 'crash']
let b = receive { when Ma -> m { m } }
say 'restarted after a crash'             // expect: restarted after a crash
b <- ['end', 'shutdown']
say receive { when Ma -> m { 'again' } } after 0.1 { 'not after shutdown' }   // expect: not after shutdown
say Supervisor.children(s)[0]<ma>         // expect: nil
let c = Supervisor.restart_child(s, 'c')
receive { when Ma { } }
c <- ['end', 'normal']
say receive { when Ma -> m { 'again' } } after 0.1 { 'not after normal' }     // expect: not after normal
Supervisor.stop(s)
