// A socket belongs to one maatine: use by another raises; it is closed when its owner ends; hand_over gives it away.
use Net::Tcp (Tcp)
let l = Tcp.listen('127.0.0.1', 0)
let port = l.port
fn pair { let c = Tcp.connect('127.0.0.1', port); [c, l.accept] }

let (a, b) = (pair()*)
let p = ma { try { a.write('x') } catch IOError -> e { say e.message.has('belongs to another maatine') } }
p.join                                                         // expect: true
let q = ma {
    let s = receive { when ['socket', s] { s } }
    s.write("from the new owner\n")
    receive { when 'end' { 1 } }
}
q <- ['socket', a.hand_over(q)]
say b.read_line()                                              // expect: from the new owner
try { a.write('x') } catch IOError { say 'not mine any more' } // expect: not mine any more
q <- 'end'
say b.read_line()                                              // expect: nil
b.close

let (c, d) = (pair()*)
let r = ma { receive { when 'never' { 1 } } }
c.hand_over(r)
Ma.exit(r, 'kill')
say d.read()                                                   // expect: nil
let (e, f) = (pair()*)
e.hand_over(r)
say f.read()                                                   // expect: nil
let (g, h) = (pair()*)
let w = ma { let s = receive { when s { s } }; s.write("first user\n"); s.close }
w <- g.hand_over()
say h.read_line(), h.read_line()                               // expect: first usernil
