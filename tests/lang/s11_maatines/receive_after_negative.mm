// A negative time is 0, Inf waits for ever, others raise TypeError (R68).
say receive { when x { x } } after -5 { 'at once' }        // expect: at once
try { receive { when x { x } } after 'soon' { 1 } } catch TypeError { say 'type' }   // expect: type
ma { receive { when ['go', p] { p <- 'came' } } } <- ['go', Ma.self]
say receive { when x { x } } after Inf { 'never' }         // expect: came
