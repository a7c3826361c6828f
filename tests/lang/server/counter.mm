// A server: handle_call answers, handle_cast does not.
use Server
class Counter :is Server {
    field count :rw = 0
    meth handle_call(msg, from) { given msg { when 'get' { count } when ['add', n] { count += n } } }
    meth handle_cast(msg) { count += msg }
}
let c = Counter.start(count => 5)
say c isa Ma                    // expect: true
say c.call('get')               // expect: 5
say c.call(['add', 3])          // expect: 8
c.cast(10)
say c.call('get')               // expect: 18
c.stop
