// An error in an arm leaves receive; the message is gone.
let me = Ma.self
me <- 'bad'; me <- 'good'
try { receive { when 'bad' { die 'x' } } } catch e { say e.message }  // expect: x
say receive { when m { m } }                                         // expect: good
