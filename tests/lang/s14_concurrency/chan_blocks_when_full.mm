// A send waits while the buffer is full.
// flags: --sched-seed 7
let ch = Chan.new(buffer => 1)
our log = []
let p = ma { ch <- 1; log.push('a'); ch <- 2; log.push('b') }
sleep 0.1
say log                                    // expect: ['a']
say <-ch, <-ch                             // expect: 12
p.join
say log                                    // expect: ['a', 'b']
