// read, read_exact, read_text, read_line and their limits.
use Net::Tcp (Tcp)
let listener = Tcp.listen('127.0.0.1', 0)
let port = listener.port
ma {
    let s = Tcp.connect('127.0.0.1', port)
    s.write("0123456789")
    s.write("tail\n\nlast")
}
let s = listener.accept
say s.read_exact(4)                    // expect: b"0123"
say s.read_text(3, skip => 1)          // expect: 456
say s.read(2)                          // expect: b"89"
say s.read_line()                      // expect: tail
say s.read_line().dump                 // expect: ''
say s.read_line()                      // expect: last
say s.read_exact(1)                    // expect: nil
ma { let c = Tcp.connect('127.0.0.1', port); c.write("abc" + 'x' * 100); c.write(b"\n\xff\xfe\n\xfe") }
let t = listener.accept
try { t.read_line(limit => 50) } catch IOError -> e { say e.message.has('longer than 50 bytes') }      // expect: true
say t.read_line().len                  // expect: 103
try { t.read_line() } catch IOError -> e { say e.message.has('invalid UTF-8') }                        // expect: true
try { t.read_exact(5) } catch IOError -> e { say e.message.has('1 bytes came of 5') }                  // expect: true
say t.read_text(1)                     // expect: b"\xfe"
