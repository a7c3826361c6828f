// A ring of channels: each stage ends when the one before has closed, and all values have come through.
let n = 20
let chans = (^n).map { Chan.new }
shared let ended = 0
let ps = ma for ^(n - 1) -> i { for chans[i] -> v { chans[i + 1] <- v + 1 }; chans[i + 1].close; ended += 1 }
let w = Work.does { let out = []; for chans[n - 1] -> v { out.push(v) }; out }
for ^5 -> i { chans[0] <- i * 100 }
chans[0].close
say w.result, ' ', ended <= n   // expect: [19, 119, 219, 319, 419] true
for ps -> p { p.join }
say ended    // expect: 19
