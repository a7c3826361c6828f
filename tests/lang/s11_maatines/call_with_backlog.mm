// A reply has a slot of its own: a backlog of messages costs a call nothing and stays.
let me = Ma.self
let p = ma { receive { when ['call', from, n] { reply(from, n + 1) } } }
for ^1000 -> i { me <- i }
say Ma.call(p, 1)                                  // expect: 2
say Ma.info(me, 'mailbox')                         // expect: 1000
say receive { when n { n } }                       // expect: 0
