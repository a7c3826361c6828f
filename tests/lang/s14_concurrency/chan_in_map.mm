// Channels are values: kept in maps and arrays, sent, compared by identity, captured; a Chan that is sent is the same channel there.
let m = {a => Chan.new(buffer => 2), list => [Chan.new(buffer => 1)]}
let me = Ma.self
let p = ma { let got = receive { when Map -> x { x } }; got<a> <- 'via map'; got<list>[0] <- 'via array'; me <- got<a> }
p <- m
say receive { when Chan -> c { c == m<a> } }     // expect: true
say <-m<a>, ' ', <-m<list>[0]                    // expect: via map via array
say m<a> === m<a>, ' ', m<a> == m<list>[0]       // expect: true false
say m<a> isa Chan                                // expect: true
say "{m<a>}".starts('<Chan')                     // expect: true
