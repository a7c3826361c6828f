// Ma.spawn with link links from the start: there is no moment without it (R48).
Ma.trap_exits(true)
let p = Ma.spawn({|| exit_ma('quick') }, link => true)
receive { when ['EXIT', (p), why] { say why } }   // expect: quick
