// A receive that times out leaves the messages that do not match.
let me = Ma.self
me <- 'other'
say receive { when 'mine' { 1 } } after 0.05 { 'none' }    // expect: none
say receive { when 'other' { 'still there' } }             // expect: still there
