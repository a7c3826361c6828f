// Arguments may be passed on from a Map (R49).
use Server
class S :is Server { field a :rw = 1; field b :rw = 2;  meth handle_call(msg, from) { [a, b] } }
fn make(**o) { S.start(o**) }
let s = make(b => 9)
say s.call('x')       // expect: [1, 9]
s.stop
