// queue sends when input is waited for, at flush, write, close, and when there is much of it.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let c = Tcp.connect('127.0.0.1', l.port)
let s = l.accept
c.queue("a", ["b", b"c"])
try { s.read(timeout => 0.05) } catch TimeoutError { say 'not yet' }     // expect: not yet
c.flush
say s.read()                                  // expect: b"abc"
c.queue('1')
c.write("2\n")
say s.read_line()                             // expect: 12
let p = ma { let k = receive { when k { k } }; k.queue("asked\n"); k.read_line() }
p <- c.hand_over(p)
say s.read_line()                             // expect: asked
s.write("ok\n")
p.join
let d = Tcp.connect('127.0.0.1', l.port)
let t = l.accept
ma { let k = receive { when k { k } }; for ^3000 { k.queue('x' * 1000) }; k.close } <- d.hand_over()
let n = 0
loop { let b = t.read(); break if b === nil; n += b.len }
say n                                         // expect: 3000000
