// shutdown ends our side alone.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
let p = ma {
    let c = Tcp.connect('127.0.0.1', port)
    c.write("request")
    c.shutdown
    say c.read_line()                // expect: 7 bytes
    try { c.write('more') } catch IOError -> e { say e.message.has('broken pipe') }    // expect: true
}
let s = l.accept
let n = 0
loop { let b = s.read(); break if b === nil; n += b.len }
s.write("{n} bytes\n")
s.close
p.join
