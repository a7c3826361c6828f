// for over a Chan yields values until it is closed.
let ch = Chan.new(buffer => 3)
ch <- 1; ch <- 2; ch <- 3
ch.close
for ch -> v { print v }
say ''  // expect: 123
