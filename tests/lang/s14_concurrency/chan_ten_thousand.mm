// Ten thousand channels with a waiting maatine each; each value reaches its own.
let n = 10_000
let chans = (^n).map {|i| Chan.new }
let out = Chan.new(buffer => Inf)
ma for chans -> c { out <- (<-c) }
for ^n -> i { chans[i] <- i }
let sum = 0
for ^n { sum += <-out }
say sum == n * (n - 1) / 2                            // expect: true
