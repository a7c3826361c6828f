// The values of handle_cast, handle_info and handle_continue are dropped unless they are results.
use Server
class S :is Server {
    meth handle_call(msg, from) { 'alive' }
    meth handle_cast(msg) { ['any', 'value'] }
    meth handle_info(msg) { 42 }
}
let s = S.start
s.cast(1); s <- 2
say s.call('x')       // expect: alive
s.stop
