// A copy made by a send has no finalizer (R14).
our log = []
class R { field n :ro = 1;  meth final { log.push('final') } }
let p = ma { receive { when r { r.n } } }
let mine = R.new
p <- mine
p.join
sleep 0.1
say log, ' ', mine.n             // expect: [] 1
