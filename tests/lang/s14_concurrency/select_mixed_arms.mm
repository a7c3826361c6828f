// Guards, several arms of a channel, both directions of one, a select in an arm of another (R22).
let a = Chan.new(buffer => 4)
let b = Chan.new(buffer => 4)
a <- ['x', 1]
a <- ['x', -1]
a <- 'other'
let out = []
for ^3 { out.push(select { when ['x', n] = <-a if n > 0 { "pos {n}" } when ['x', n] = <-a { "neg {n}" } when _ = <-a { b <- 1; select { when v = <-b { "nested {v}" } } } }) }
say out    // expect: ['pos 1', 'neg -1', 'nested 1']
let c = Chan.new
say select { when c <- 1 { 'sent' } when v = <-c { 'got' } after 0.01 { 'neither' } }     // expect: neither
let v = select { when c <- 1 { 'sent' } default { 'default' } }
say v      // expect: default
let d = Chan.new(buffer => 1)
say select { when d <- 1 { 'sent' } default { 'default' } }, ' ', select { when d <- 2 { 'sent' } default { 'default' } }  // expect: sent default
say select { when d <- 3 { 'send' } when x = <-d { "got {x}" } }     // expect: got 1
try { select { when 5 = <-d { } when d <- 7 { 'sent first' } }; select { when 5 = <-d { } } } catch MatchError { say 'match' } // expect: match
