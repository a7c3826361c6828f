// A detached maatine outlives its starter.
let me = Ma.self
fn later(to) { receive { when 'ask' { to <- 'detached lives' } } }
let starter = ma { me <- (detach later(me)) }
let d = receive { when Ma -> m { m } }
starter.join
d <- 'ask'
receive { when s { say s } }      // expect: detached lives
