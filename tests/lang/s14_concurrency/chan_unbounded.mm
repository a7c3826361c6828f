// buffer => Inf is unbounded.
let ch = Chan.new(buffer => Inf)
for ^1000 -> i { ch <- i }
say ch.len, ' ', <-ch                      // expect: 1000 0
