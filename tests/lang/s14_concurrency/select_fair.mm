// Among ready arms the choice is fair: none is chosen by its place alone.
let a = Chan.new(buffer => Inf)
let b = Chan.new(buffer => Inf)
let c = Chan.new(buffer => Inf)
for ^2000 { a <- 1; b <- 1 }
let na = 0
let nb = 0
let nc = 0
for ^900 { select { when _ = <-a { na++ } when _ = <-b { nb++ } when c <- 1 { nc++ } } }
say na + nb + nc                                      // expect: 900
say na > 150, ' ', nb > 150, ' ', nc > 150            // expect: true true true
