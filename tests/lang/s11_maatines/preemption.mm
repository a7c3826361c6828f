// No loop can starve the others.
// flags: --schedulers 1
let me = Ma.self
let p = ma { loop { } }
let q = ma { me <- 'q ran' }
receive { when m { say m } }     // expect: q ran
Ma.exit(p, 'kill')
