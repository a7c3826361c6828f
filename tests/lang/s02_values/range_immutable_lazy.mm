// A Range is immutable and lazy.
let r = 1..10 ** 18
say r.len                // expect: 1000000000000000000
say 5 in r               // expect: true
try { r[0] = 5 } catch TypeError { say 'no' } // expect: no
for 1..Inf -> i { break if i > 3; print i }
say '' // expect: 123
