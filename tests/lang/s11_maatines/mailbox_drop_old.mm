// overflow => 'drop_old' drops the oldest message.
let me = Ma.self
let ch = Chan.new
let p = Ma.spawn({|| <-ch; let out = []; loop { receive { when m { out.push(m) } } after 0 { break } }; me <- out }, mailbox => 2, overflow => 'drop_old')
for [1, 2, 3, 4] -> i { p <- i }
ch <- 'go'
receive { when xs { say xs } }     // expect: [3, 4]
