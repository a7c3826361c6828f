// start is called with args too.
use Supervisor
use Server
class S :is Server { field x :rw;  meth handle_call(msg, from) { x } }
let s = Supervisor.start_link([{id => 's', start => {|v| S.start_link(x => v) }, args => [7]}])
say Supervisor.children(s)[0]<ma>.call('x')     // expect: 7
Supervisor.stop(s)
