// A select that sends meets a select that receives.
let ch = Chan.new
let me = Ma.self
ma { select { when ch <- 'x' { me <- 'sent' } after 2 { me <- 'no' } } }
select { when v = <-ch { say v } after 2 { say 'none' } }                // expect: x
say receive { when m { m } }                                             // expect: sent
