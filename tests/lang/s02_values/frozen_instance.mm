// Fields of a frozen instance cannot be written, from inside or outside.
class P { field x :rw = 1;  meth bump { x = x + 1 } }
let p = P.new.freeze
try { p.x = 2 } catch FrozenError { say 'outside' }   // expect: outside
try { p.bump } catch FrozenError { say 'inside' }     // expect: inside
say p.x // expect: 1
