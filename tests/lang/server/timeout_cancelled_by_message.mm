// A message before the timeout cancels it.
// flags: --sched-seed 7
use Server
class S :is Server {
    field log :rw = []
    meth handle_call(msg, from) { if msg == 'arm' { Server.reply('armed', timeout => 0.3) } else { log } }
    meth handle_info(msg) { log.push(msg) }
}
let s = S.start
say s.call('arm')       // expect: armed
s <- 'other'
sleep 0.5
say s.call('log')       // expect: ['other']
s.stop
