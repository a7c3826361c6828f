// `for` over a channel: until it is closed and drained; nil values are yielded; break leaves the rest in it.
let ch = Chan.new(buffer => Inf)
ch <- 1; ch <- nil; ch <- false; ch <- 'x'; ch <- 5
ch.close
for ch -> v { print v, ' '; break if v == 'x' }
say ch.len                                  // expect: 1 nil false x 1
for ch { say _ }                            // expect: 5
for ch { say 'never' }
say ch.is_closed, ' ', <-ch                 // expect: true nil
let pairs = Chan.new(buffer => Inf)
for 1..5 -> i { pairs <- i }
pairs.close
for pairs -> a, b { print a, '-', b, ' ' }
say ''                                      // expect: 1-2 3-4 5-nil 
// with several names a turn waits for all of its values
let slow = Chan.new
let p = ma { for 1..5 -> i { sleep 0.01; slow <- i }; slow.close }
for slow -> a, b, c { print [a, b, c].str, ' ' }
say ''                                      // expect: [1, 2, 3] [4, 5, nil] 
