// The arguments of ma are copied.
let me = Ma.self
fn change(xs) { xs.push('there'); me <- xs }
let mine = ['here']
ma change(mine)
receive { when v { say v } }    // expect: ['here', 'there']
say mine                        // expect: ['here']
