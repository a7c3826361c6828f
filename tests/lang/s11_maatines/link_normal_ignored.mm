// 'normal' is ignored by one that does not trap.
let me = Ma.self
let p = ma { 1 }
Ma.link(p)
p.join
say 'still here'     // expect: still here
