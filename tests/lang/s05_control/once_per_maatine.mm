// once is per place in the text and maatine (R33).
let me = Ma.self
fn f { let r = 'again'; once { r = 'first' }; r }
say f(), ' ', f()                 // expect: first again
ma { me <- f() }
receive { when v { say v } }      // expect: first
