// Defaults are evaluated in order; an earlier field may be used (R32).
class P { field a :rw = 1; field b :rw = a + 1; field c :rw = a + b }
let p = P.new
say p.a, p.b, p.c               // expect: 123
let q = P.new(a => 10)
say q.b, ' ', q.c               // expect: 11 21
class L { field xs :rw = [] }
let l = L.new
l.xs.push(1)
say L.new.xs                    // expect: []
