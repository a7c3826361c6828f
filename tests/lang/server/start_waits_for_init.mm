// start makes the instance inside the new maatine and returns when that is done.
use Server
our order = []
class S :is Server {
    meth init { sleep 0.05; order.push('init') }
    meth handle_call(msg, from) { Ma.self }
}
let s = S.start
order.push('started')
say order                            // expect: ['init', 'started']
say s.call('who') == s               // expect: true
s.stop
