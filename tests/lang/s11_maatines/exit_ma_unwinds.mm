// exit_ma unwinds likewise (R12).
let me = Ma.self
let p = ma { try { exit_ma('mine') } catch e { me <- 'caught' } finally { me <- 'finally' } }
say p.join                          // expect: mine
receive { when m { say m } }        // expect: finally
