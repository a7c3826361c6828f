// Ma.yield lets others run and goes on.
let me = Ma.self
ma { me <- 'other' }
Ma.yield
say receive { when m { m } }     // expect: other
