// In ma, spawn and defer bodies _ is the one outside, captured (R8).
let me = Ma.self
for [7] { ma { me <- _ * 2 } }
receive { when v { say v } }       // expect: 14
fn f { for [3] { defer { say "defer {_}" } } }
f()                                // expect: defer 3
