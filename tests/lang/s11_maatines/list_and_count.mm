// Ma.list in start order, Ma.count.
let n = Ma.count
let p = ma { receive { when 'stop' { 1 } } }
let q = ma { receive { when 'stop' { 1 } } }
say Ma.count - n                                           // expect: 2
let l = Ma.list
say l.index(p) < l.index(q), ' ', Ma.self in l             // expect: true true
p <- 'stop'; p.join
say p in Ma.list                                           // expect: false
q <- 'stop'
