// The left side of a send is a Ma, a Str or a Chan, else TypeError (R21).
let n = 5
try { n <- 1 } catch TypeError { say 'num' }       // expect: num
let xs = [1]
try { xs <- 1 } catch TypeError { say 'array' }    // expect: array
try { 'no such name' <- 1 } catch ArgumentError { say 'unknown name' } // expect: unknown name
