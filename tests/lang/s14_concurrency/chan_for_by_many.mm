// Several maatines iterate over one channel: each value comes once, and all end at its close.
let ch = Chan.new(buffer => 2)
our seen = []
our ended = 0
let ps = ma for ^5 { for ch -> v { seen.push(v) }; ended += 1 }
for 1..100 -> i { ch <- i }
ch.close
for ps -> p { p.join }
say seen.sort == [(1..100)*], ' ', ended   // expect: true 5
