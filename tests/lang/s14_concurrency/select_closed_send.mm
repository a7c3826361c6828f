// A send arm of a closed channel raises ClosedError, also for one that waits.
let ch = Chan.new
ch.close
try { select { when ch <- 1 { say 'sent' } } } catch e { say e.^name }     // expect: ClosedError
try { select { when ch <- 1 { say 'sent' } default { say 'default' } } } catch e { say e.^name }   // expect: ClosedError
let d = Chan.new
let other = Chan.new
let me = Ma.self
ma { try { select { when d <- 1 { me <- 'sent' } when x = <-other { me <- 'x' } } } catch e { me <- e.^name } }
sleep 0.05
d.close
say receive { when m { m } }                          // expect: ClosedError
