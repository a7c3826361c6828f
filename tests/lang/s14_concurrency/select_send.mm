// A send arm runs when the channel takes the value.
let a = Chan.new(buffer => 1)
select { when a <- 7 { say 'sent' } default { say 'full' } }             // expect: sent
select { when a <- 8 { say 'sent' } default { say 'full' } }             // expect: full
say <-a                                                                  // expect: 7
