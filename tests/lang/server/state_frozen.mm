// A server that freezes its own state fails at the next change, and its supervisor starts it anew.
use Server
use Supervisor
class Keep :is Server {
    field st :rw = {n => 0}
    meth handle_call(msg, from) {
        given msg {
            when 'freeze' { st = st.freeze; 'frozen' }
            when 'inc' { st<n> += 1; st<n> }
            when 'get' { st }
        }
    }
    meth terminate(why) { 'keep_log' <- why.^name if why isa Error }
}
Ma.register('keep_log', Ma.self)
let s = Supervisor.start_link([{id => 'k', start => { Keep.start_link }}])
fn k { Supervisor.children(s)[0]<ma> }
say k().call('inc'), ' ', k().call('freeze'), ' ', k().call('get').is_frozen   // expect: 1 frozen true
let old = k()
try { old.call('inc') } catch ExitError -> e { say e.reason.^name }     // expect: FrozenError
say receive { when x { x } after 5 { 'none' } }   // expect: FrozenError
for ^500 { let c = k(); break if c !== nil and c != old; sleep 0.01 }
say k().call('inc'), ' ', Supervisor.count(s)   // expect: 1 {specs => 1, active => 1}
Supervisor.stop(s)
// expect error: FrozenError
// expect status: 0
