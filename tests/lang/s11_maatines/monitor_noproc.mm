// At once with reason 'noproc' if it is gone.
let p = ma { 1 }
p.join
let ref = Ma.monitor(p)
receive { when ['DOWN', (ref), _, why] { say why } }    // expect: noproc
