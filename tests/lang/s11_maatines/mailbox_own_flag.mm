// Ma.flag('mailbox', n) bounds one's own mailbox.
// flags: --sched-seed 7
let ch = Chan.new
let me = Ma.self
let p = ma { Ma.flag('mailbox', 2); me <- 'set'; <-ch; for ^4 { receive { when m { me <- m } } } }
receive { when 'set' { } }
let s = ma { for ^4 -> i { p <- i } ; me <- 'all sent' }
sleep 0.05
say Ma.info(p, 'mailbox')                      // expect: 2
ch <- 'go'
let got = []
for ^5 { receive { when m { got.push(m) } } }
say got.grep({ _ isa Num })                    // expect: [0, 1, 2, 3]
