// Many connections at once, each with its maatine; no descriptor stays open.
use Net::Tcp (Tcp)
use File
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
let server = ma {
    let mine = receive { when k { k } }
    mine.serve({|s| loop { let line = s.read_line(); break if line === nil; s.write(line, "\n") } })
}
server <- l.hand_over(server)
let me = Ma.self
ma for ^200 -> i {
    let c = Tcp.connect('127.0.0.1', port)
    for ^5 -> k { c.write("{i} {k}\n"); die 'wrong echo' unless c.read_line() == "{i} {k}" }
    me <- 'done'
}
for ^200 { receive { when 'done' { } } }
Ma.exit(server, 'kill')
server.join
sleep 0.1
say File.list('/proc/self/fd').len < 60       // expect: true
try { Tcp.connect('127.0.0.1', port) } catch IOError { say 'closed with its owner' }    // expect: closed with its owner
