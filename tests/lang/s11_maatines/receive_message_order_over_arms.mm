// The order of the messages decides, not the order of the arms.
let me = Ma.self
me <- 'b'; me <- 'a'
say receive { when 'a' { 'took a' } when 'b' { 'took b' } }   // expect: took b
say receive { when 'a' { 'took a' } when 'b' { 'took b' } }   // expect: took a
