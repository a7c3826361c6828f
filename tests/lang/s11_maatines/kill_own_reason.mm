// 'kill' as a reason of one's own is not special (R12).
let me = Ma.self
let p = ma { Ma.trap_exits(true); let q = ma { exit_ma('kill') }; Ma.link(q); receive { when ['EXIT', _, why] { me <- why } } }
receive { when why { say why in ['kill', 'noproc'] } }   // expect: true
