// A match that is given up is paid for: with one scheduler another maatine runs between two of them.
// flags: --schedulers 1
let me = Ma.self
ma { me <- 'turn' }
let failed = 0
for ^3 { try { ('a' * 28 + 'b') =~ /(a|a)+$/ } catch e { failed++ } }
say failed, ' ', receive { when 'turn' { 'in between' } } after 0 { 'only now' }   // expect: 3 in between
ma { me <- 'turn' }
for ^3 { try { ('a' * 28 + 'b').sub(/(a|a)+$/, '') } catch e { failed++ } }
say failed, ' ', receive { when 'turn' { 'in between' } } after 0 { 'only now' }   // expect: 6 in between
