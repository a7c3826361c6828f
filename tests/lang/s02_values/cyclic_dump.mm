// dump of what is inside itself: [...], {...}, Point(...) (R25).
let a = [1]; a.push(a)
say a               // expect: [1, [...]]
let m = {k => 1}; m<me> = m
say m               // expect: {k => 1, me => {...}}
class P { field peer :rw }
let p = P.new
p.peer = p
say p.dump          // expect: P(peer => P(...))
let b = [m, m]
say b[0] === b[1]   // expect: true
