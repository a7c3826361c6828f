// ma f(args) runs a call in a new maatine; its value is the Ma.
let me = Ma.self
fn worker(n) { me <- ['result', n * 2] }
let p = ma worker(10)
say p isa Ma                                   // expect: true
receive { when ['result', r] { say r } }       // expect: 20
