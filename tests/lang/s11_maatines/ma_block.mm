// ma { } runs a block in a new maatine.
let me = Ma.self
let q = ma { me <- ['from', Ma.self] }
receive { when ['from', p] { say p == q } }    // expect: true
