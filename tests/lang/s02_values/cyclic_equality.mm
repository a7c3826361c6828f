// == on cyclic values ends: equal on the second visit (R53).
let a = [1]; a.push(a)
let b = [1]; b.push(b)
say a == b          // expect: true
let c = [2]; c.push(c)
say a == c          // expect: false
let m = {}; m<self> = m
let n = {}; n<self> = n
say m == n          // expect: true
