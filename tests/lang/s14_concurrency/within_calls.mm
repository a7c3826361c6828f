// Calls carry the deadline of a within block: a server drops what is too late, and its own calls get what is left.
// flags: --sched-seed 7
use Server
our log = []
class Slow :is Server {
    meth handle_call(msg, from) {
        log.push(msg)
        sleep 0.1
        msg
    }
}
class Front :is Server {
    field back :ro
    meth handle_call(msg, from) {
        try { back.call(msg, timeout => Inf) } catch TimeoutError { log.push('front gave up'); sleep 0.05 }
        'answer'
    }
}
let slow = Slow.start
let busy = ma { slow.call('first') }
sleep 0.02
try { within 0.03 { slow.call('dropped') } } catch e { say e.^name }     // expect: TimeoutError
busy.join
say slow.call('second'), ' ', log                     // expect: second ['first', 'second']
log = []
class Mute :is Server { meth handle_call(msg, from) { log.push('asked'); Server.noreply } }
let mute = Mute.start
let front = Front.start(back => mute)
try { within 0.05 { front.call('x') } } catch e { say e.^name }          // expect: TimeoutError
for ^100 { sleep 0.01 if log.len < 2 }
say log                                               // expect: ['asked', 'front gave up']
// the time of one request does not count for the next
log = []
within 5 { say slow.call('third') }                   // expect: third
say slow.call('fourth'), ' ', log                     // expect: fourth ['third', 'fourth']
for [slow, mute, front] -> s { s.stop }
