// Modules of the standard library are inside the program.
use Server
class S :is Server { meth handle_call(msg, from) { msg * 2 } }
let s = S.start
say s.call(21)     // expect: 42
s.stop
