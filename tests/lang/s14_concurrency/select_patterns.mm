// A received value goes to the first arm of its channel that matches (R22).
let a = Chan.new(buffer => 3)
a <- ['ok', 1]; a <- 'other'
for ^2 { select { when ['ok', v] = <-a { say 'ok ', v } when _ = <-a { say 'rest' } } }
// expect: ok 1
// expect: rest
