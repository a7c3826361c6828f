// Who writes more than the other side takes waits; nothing is lost; a timeout ends the wait.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
our written = 0
let w = ma {
    let c = Tcp.connect('127.0.0.1', port)
    for ^200 -> i { c.write('x' * 100_000); written = i + 1 }
    c.shutdown
}
let s = l.accept
sleep 0.2
say written < 200                       // expect: true
let n = 0
loop { let b = s.read(); break if b === nil; n += b.len }
say n                                   // expect: 20000000
w.join
let c = Tcp.connect('127.0.0.1', port)
let t = l.accept
try { loop { c.write_within(0.05, 'y' * 1_000_000) } } catch TimeoutError { say 'too slow' }    // expect: too slow
