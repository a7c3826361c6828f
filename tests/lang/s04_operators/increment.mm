// ++ and -- before and after names, elements and fields.
let x = 5
x++; ++x; x--
say x                 // expect: 6
let a = [1, 2]
a[0]++; --a[1]
say a                 // expect: [2, 1]
let m = {k => 1}
m<k>++; m{'k'}++
say m                 // expect: {k => 3}
class P { field n :rw = 0 }
let p = P.new
p.n++; p.n += 5
say p.n               // expect: 6
