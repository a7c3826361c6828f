// Plain start is not ended by the end of its starter.
use Server
class S :is Server { meth handle_call(msg, from) { 'alive' } }
let me = Ma.self
let parent = ma { me <- S.start }
let s = receive { when Ma -> m { m } }
parent.join
sleep 0.03
say s.call('x')       // expect: alive
s.stop
