// A closure in a method captures self and its fields.
class C { field n :rw = 0;  meth inc { {|| n = n + 1 } } }
let c = C.new
let f = c.inc
f(); f()
say c.n   // expect: 2
