// Messages sent before stop are handled before it.
use Server
our log = []
class S :is Server { meth handle_cast(msg) { log.push(msg) };  meth terminate(why) { log.push('end') } }
let s = S.start
for ^3 -> i { s.cast(i) }
s.stop
say log        // expect: [0, 1, 2, 'end']
