// Errors of the OS, closed sockets, timeouts.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
try { Tcp.listen('127.0.0.1', port) } catch IOError -> e { say e.message == "listen 127.0.0.1:{port}: address already in use" }   // expect: true
let s = Tcp.connect('localhost', port)
let t = l.accept
say t.peer_address == s.local_address        // expect: true
try { s.read(timeout => 0.05) } catch TimeoutError -> e { say e.message == "read 127.0.0.1:{port} timed out" }                    // expect: true
try { l.accept(timeout => 0.02) } catch TimeoutError { say 'no one' }                                                            // expect: no one
l.close
l.close
try { l.accept } catch ClosedError -> e { say e.message }                                                                        // expect: the socket is closed
try { Tcp.connect('127.0.0.1', port) } catch IOError -> e { say e.message == "connect 127.0.0.1:{port}: connection refused" }      // expect: true
s.close
try { s.write('x') } catch ClosedError { say 'closed' }                                                                          // expect: closed
try { s.write(5) } catch ClosedError { say 'closed' }                                                                            // expect: closed
say t.read()                                                                                                                     // expect: nil
try { t.write(5) } catch TypeError -> e { say e.message }                                                                        // expect: the data must be Str or Bytes, not Num
try { Tcp.connect('127.0.0.1', 70_000) } catch ArgumentError { say 'port' }                                                      // expect: port
try { Tcp.connect('no.such.host.invalid', 1) } catch IOError -> e { say e.message.starts('resolve no.such.host.invalid: ') }     // expect: true
