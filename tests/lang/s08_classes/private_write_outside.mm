// From outside: what is not there is a MethodError, for reading and writing (R32).
class P { field x :rw }
let p = P.new
try { p.nope } catch MethodError { say 'read' }         // expect: read
try { p.nope = 1 } catch MethodError { say 'write' }    // expect: write
try { P.nope } catch MethodError { say 'class' }        // expect: class
