// A Fn cannot be changed (D).
let f = {|x| x}
try { f[0] = 1 } catch TypeError { say 'no' }    // expect: no
