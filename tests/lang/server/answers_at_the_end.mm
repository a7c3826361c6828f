// Answers from terminate, continue with a timeout, a call to oneself, stop of one that has stopped.
// flags: --sched-seed 7
use Server
shared let log = []
class A :is Server {
    field held :rw = nil
    meth handle_call(msg, from) { given msg {
        when 'hold' { held = from; Server.noreply }
        when 'cont' { Server.reply('r', continue => 'c1') }
        when 'self' { Ma.self.call('x', timeout => 0.05) }
        when _ { msg } } }
    meth handle_continue(w) { log.push(w); if w == 'c1' { Server.noreply(continue => 'c2', timeout => 0.01) } }
    meth handle_info(m) { log.push(m) }
    meth terminate(why) { log.push("end {why}"); reply(held, 'at end') if held !== nil }
}
let a = A.start
let w = Work.does { a.call('hold') }
sleep 0.02
say a.call('cont'), ' ', a.call(5) // expect: r 5
for ^200 { break if log.has('timeout'); sleep 0.002 }
say log[0], log[1]      // expect: c1c2
a.stop
say w.result, ' ', a.is_alive     // expect: at end false
say try { a.stop; 'fine' } catch e { e.^name }     // expect: fine
let b = A.start
try { b.call('self') } catch ExitError -> e { say e.reason.^name }    // expect: ArgumentError
// expect error: ArgumentError
// expect status: 0
