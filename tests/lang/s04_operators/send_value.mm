// The value of a send is nil; a <- b is not associative (R21).
let me = Ma.self
let r = (me <- 1)
say r                              // expect: nil
receive { when 1 { say 'got' } }   // expect: got
