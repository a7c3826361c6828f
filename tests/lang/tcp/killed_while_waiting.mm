// Killing who waits for a socket frees it: the program can fall quiet, and nothing hangs.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
for ^20 {
    let p = ma { let c = Tcp.connect('127.0.0.1', port); c.read() }
    let s = l.accept
    sleep 0.002
    Ma.exit(p, 'kill')
    die 'no end' unless s.read(timeout => 5) === nil
    s.close
}
l.close
say 'all ended'                               // expect: all ended
receive { when 'never' { 1 } }
// expect error: all maatines are waiting
// expect status: 3
