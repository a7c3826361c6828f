// Many clients are answered, each with its own answer.
use Server
class S :is Server { field n :rw = 0;  meth handle_call(msg, from) { n++; [msg, msg * 2] } }
let s = S.start
let me = Ma.self
ma for ^50 -> i { me <- s.call(i) }
let ok = true
let sum = 0
for ^50 { receive { when [a, b] { ok = false if b != a * 2; sum += a } } }
say ok, ' ', sum       // expect: true 1225
s.stop
