// Ma, Ref and Chan travel as what they are.
let me = Ma.self
let ch = Chan.new(buffer => 1)
let p = ma { receive { when [m, c] { c <- 'through'; m <- (m == me) } } }
p <- [me, ch]
receive { when same { say same } }   // expect: true
say <-ch                             // expect: through
