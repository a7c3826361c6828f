// Several senders and receivers: each value arrives once.
let jobs = Chan.new(buffer => 3)
let done = Chan.new(buffer => Inf)
let ws = ma for ^4 { for jobs -> j { done <- j * 2 } }
for ^50 -> i { jobs <- i }
jobs.close
for ws -> w { w.join }
done.close
let got = []
for done -> v { got.push(v) }
say got.len, ' ', got.sum                          // expect: 50 2450
