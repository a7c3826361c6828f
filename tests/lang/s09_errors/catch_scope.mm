// The name of a catch is known in its block only.
let e = 'outer'
try { die 'x' } catch e { say e.message }   // expect: x
say e                                       // expect: outer
