// An instance is one object however many names it has.
class P { field x :rw = 1 }
let a = P.new
let b = a
b.x = 9
say a.x, a === b     // expect: 9true
