// A select that sends to and receives from one channel does not meet itself, but others that do the same.
let ch = Chan.new
say select { when ch <- 1 { 'sent' } when v = <-ch { v } after 0.01 { 'nobody' } }             // expect: nobody
say select { when ch <- [1] { 'sent' } when v = <-ch { v } default { 'nobody' } }              // expect: nobody
say ch.len                                                                                     // expect: 0
say ch.try_recv                                                                                // expect: [false, nil]

let big = Chan.new(Array)
let results = Chan.new(buffer => 1000)
fn meet(i) { select { when big <- [i, i] { results <- ['gave', i] } when v = <-big { results <- ['got', v[0]] } } }
let ps = ma for ^100 -> i { meet(i) }
for ps -> p { p.join }
let all = (^100).map({ <-results })
let gave = all.grep({|r| r[0] == 'gave' }).map({|r| r[1] }).sort
let got = all.grep({|r| r[0] == 'got' }).map({|r| r[1] }).sort
say gave.len, ' ', gave == got, ' ', big.len                                                   // expect: 50 true 0

// one that only sends, behind one that does both
let third = Chan.new
let both = ma { select { when third <- 'own' { results <- 'own' } when v = <-third { results <- v } } }
let only = ma { select { when third <- 'other' { } when nil = <-Chan.new { } when _ = <-Chan.new { } } }
both.join
only.join
say <-results                                                                                  // expect: other
