// :rw fields are readable and writable from outside.
class P { field x :rw = 1; field y :rw }
let p = P.new
p.x = 5
p.y = 'set'
say p.x, ' ', p.y     // expect: 5 set
p.x += 2
say p.x               // expect: 7
