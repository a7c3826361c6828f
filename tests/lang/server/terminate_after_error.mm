// terminate runs after an error in a handler; why is the Error.
use Server
our log = []
class S :is Server { meth handle_cast(msg) { die 'broken' };  meth terminate(why) { log.push(why.message) } }
let s = S.start
let ref = Ma.monitor(s)
s.cast('x')
receive { when ['DOWN', (ref), *_] { say log } }     // expect: ['broken']
// expect error: broken
// expect status: 0
