// :ro fields are readable; writing one from outside is a MethodError (R32).
class P { field x :ro = 1;  meth grow { x = x + 1 } }
let p = P.new(x => 5)
say p.x                                               // expect: 5
try { p.x = 6 } catch MethodError { say 'read only' } // expect: read only
p.grow
say p.x                                               // expect: 6
