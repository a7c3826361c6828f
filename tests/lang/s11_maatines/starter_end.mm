// The end of the starter does not end a ma (R4).
let me = Ma.self
let q = ma {
    let inner = ma { receive { when 'ask' { me <- 'inner lives' } } }
    me <- inner
}
let inner = receive { when Ma -> m { m } }
q.join
inner <- 'ask'
receive { when s { say s } }    // expect: inner lives
exit 0
