// Ma.link to one that is gone gives the caller an exit signal 'noproc' (R12).
Ma.trap_exits(true)
let p = ma { 1 }
p.join
Ma.link(p)
receive { when ['EXIT', (p), why] { say why } }   // expect: noproc
