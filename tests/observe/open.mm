// What is open while somebody looks: a listening socket, a connection whose reader waits, a file.
use Net::Tcp (Tcp)
use File
let main = Ma.self
Ma.spawn({
    let listener = Tcp.listen('127.0.0.1', 0)
    main <- listener.port
    let sock = listener.accept
    main <- 'accepted'
    sock.read_line()
    listener.close
}, label => 'server', name => 'server')
let port = receive { when n if n isa Num { n } }
let client = Tcp.connect('127.0.0.1', port, timeout => 60)
let notes = File.open(ARGV[0], 'w')
receive { when 'accepted' { nil } }
say port
receive { when 'stop' { nil } }
notes.close
client.close
