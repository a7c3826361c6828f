// A server and a client in one program.
use Net::Tcp (Tcp)
let listener = Tcp.listen('127.0.0.1', 0)
let port = listener.port
let client = ma {
    let sock = Tcp.connect('127.0.0.1', port, timeout => 5)
    sock.write("hello\n", "wor", b"ld\r\n")
    say sock.read_line()          // expect: HELLO
    say sock.read_line()          // expect: WORLD
    say sock.read_line()          // expect: nil
    say sock.read()               // expect: nil
}
let sock = listener.accept
for ^2 { sock.write([sock.read_line().uc, "\n"]) }
sock.close
client.join
say sock.is_open                  // expect: false
