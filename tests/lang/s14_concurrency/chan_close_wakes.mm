// A waiting receiver gets nil, a waiting sender ClosedError when the channel is closed (R41).
let ch = Chan.new
let me = Ma.self
ma { me <- ['received', <-ch] }
sleep 0.03
ch.close
say receive { when ['received', v] { v } }         // expect: nil
let d = Chan.new
ma { try { d <- 1; me <- 'sent' } catch ClosedError { me <- 'closed' } }
sleep 0.03
d.close
say receive { when m { m } }                       // expect: closed
