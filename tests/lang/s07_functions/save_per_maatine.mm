// The memory of a :save function is one per maatine.
fn f(x) :save { print 'run '; x }
f(1); f(1)
let me = Ma.self
ma { f(1); me <- 'done' }
receive { when 'done' { say '' } }  // expect: run run 
