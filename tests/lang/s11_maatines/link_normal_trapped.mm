// A normal end is a message to one that traps (R12).
Ma.trap_exits(true)
let p = ma { receive { when 'stop' { 1 } } }
Ma.link(p)
p <- 'stop'
receive { when ['EXIT', (p), why] { say why } }   // expect: normal
