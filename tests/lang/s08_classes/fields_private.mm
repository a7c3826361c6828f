// A field without a trait is private.
class P { field secret = 42;  meth show { secret };  meth other(o) { self.secret } }
let p = P.new
say p.show                                                 // expect: 42
try { p.secret } catch MethodError { say 'no read' }       // expect: no read
try { p.secret = 1 } catch MethodError { say 'no write' }  // expect: no write
try { P.new(secret => 1) } catch ArgumentError { say 'no new' } // expect: no new
say p.other(nil)                                           // expect: 42
