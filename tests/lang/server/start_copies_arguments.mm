// The arguments of start are copied.
use Server
class S :is Server { field xs :rw;  meth handle_call(msg, from) { xs.push(msg); xs } }
let mine = [1]
let s = S.start(xs => mine)
say s.call(2)      // expect: [1, 2]
say mine           // expect: [1]
s.stop
