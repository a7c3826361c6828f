// A connection that is reset is an IOError or an end, never a hang.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let c = Tcp.connect('127.0.0.1', l.port)
let s = l.accept
c.write('unread')
s.write('unread, too')
sleep 0.02
s.close                                       // with input that was not read: a reset
sleep 0.02
let seen = nil
try { loop { let b = c.read(timeout => 5); break if b === nil } ; seen = 'end' } catch IOError -> e { seen = e.message.has('connection reset by peer') }
say seen == 'end' || seen == true             // expect: true
try { for ^100 { c.write('x'); sleep 0.001 } } catch IOError -> e { say e.message.has('broken pipe') || e.message.has('reset') }    // expect: true
