// A channel without a buffer hands over.
let ch = Chan.new
our log = []
let p = ma { ch <- 1; log.push('sent') }
sleep 0.1
say log                                    // expect: []
say <-ch                                   // expect: 1
p.join
say log                                    // expect: ['sent']
