// The value of receive is that of its arm.
let me = Ma.self
me <- 5
let v = receive { when n { n * 2 } } + 1
say v       // expect: 11
