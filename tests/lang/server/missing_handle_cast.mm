// A missing handle_cast is a MethodError in the server.
use Server
class S :is Server { }
let s = S.start
Ma.monitor(s)
s.cast('x')
receive { when ['DOWN', _, _, why] { say why isa MethodError } }   // expect: true
// expect error: MethodError
// expect status: 0
