// An open listener that somebody waits on keeps the program from being called quiet.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
let p = ma { let k = receive { when k { k } }; k.accept; 'accepted' }
p <- l.hand_over(p)
sleep 0.1
Tcp.connect('127.0.0.1', port)
say p.join                                    // expect: normal
