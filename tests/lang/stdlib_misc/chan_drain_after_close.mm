// Values already in the buffer are delivered after close (R41).
let ch = Chan.new(buffer => 3)
ch <- 1; ch <- nil; ch <- 3
ch.close
let got = []
for ch -> v { got.push(v) }
say got          // expect: [1, nil, 3]
