// reply may be called by any maatine (R48).
let p = ma { receive { when ['call', from, m] { ma { reply(from, "{m} by another") }; receive { when 'stop' { 1 } } } } }
say p.call('answered')        // expect: answered by another
p <- 'stop'
