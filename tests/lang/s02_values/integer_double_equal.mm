// 3 == 3.0 and 3 === 3.0; they are one map key (R30).
say 3 == 3.0, ' ', 3 === 3.0        // expect: true true
let m = {3 => 'a'}
say m{3.0}                          // expect: a
m{3.0} = 'b'
say m                               // expect: {3 => 'b'}
say 3 in [3.0], ' ', set(3, 3.0).len // expect: true 1
