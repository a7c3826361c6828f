// meth final runs at the latest when the maatine ends.
our log = []
class R { field n :ro;  meth final { log.push(n) } }
let p = ma { let a = R.new(n => 1); let b = R.new(n => 2); a.n + b.n }
p.join
sleep 0.1
say log.sort                     // expect: [1, 2]
