// name is not a field: it registers.
use Server
class S :is Server { field x :rw = 1;  meth handle_call(msg, from) { x } }
let s = S.start(x => 7, name => 'serv')
say Ma.whereis('serv') == s          // expect: true
say Ma.call('serv', 'get')           // expect: 7
s.stop
say Ma.whereis('serv')               // expect: nil
