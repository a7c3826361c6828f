// Ma.send_after sends after so many seconds.
let me = Ma.self
Ma.send_after(0.1, me, 'second')
Ma.send_after(0.02, me, 'first')
receive { when m { say m } }     // expect: first
receive { when m { say m } }     // expect: second
