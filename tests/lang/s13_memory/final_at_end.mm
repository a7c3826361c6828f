// meth final runs at the latest when the maatine ends.
our log = []
class R { field n :ro;  meth final { log.push(n) } }
let p = ma { let a = R.new(n => 1); let b = R.new(n => 2); a.n + b.n }
p.join
for ^1000 { break if log.len == 2; sleep 0.01 }
say log.sort                     // expect: [1, 2]
