// One maatine reads, another writes.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let c = Tcp.connect('127.0.0.1', l.port)
let s = l.accept
let me = Ma.self
let reader = ma {
    let k = receive { when k { k } }
    try { k.write('x') } catch IOError { me <- 'reads only' }
    loop {
        let line = k.read_line()
        me <- line
        break if line === nil
    }
}
reader <- s.hand_over_reading(reader)
say receive { when m { m } }            // expect: reads only
try { s.read() } catch IOError { say 'writes only' }     // expect: writes only
c.write("one\n")
say receive { when m { m } }            // expect: one
s.write("two\n")
say c.read_line()                       // expect: two
c.shutdown
say receive { when m { m } }            // expect: nil
reader.join
s.write("still open\n")
say c.read_line()                       // expect: still open
