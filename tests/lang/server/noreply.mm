// Server.noreply: answer later with reply(from, v).
// flags: --sched-seed 7
use Server
class S :is Server {
    field waiting :rw = []
    meth handle_call(msg, from) {
        given msg {
            when 'wait' { waiting.push(from); Server.noreply }
            when 'release' { for waiting -> w { reply(w, 'released') }; waiting.len }
        }
    }
}
let s = S.start
let me = Ma.self
for ^2 { ma { me <- s.call('wait') } }
sleep 0.15
say s.call('release')                     // expect: 2
say receive { when m { m } }              // expect: released
say receive { when m { m } }              // expect: released
s.stop
