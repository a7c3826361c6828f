// An error in meth str leaves the say that called it.
class P { meth str { die 'no str' } }
try { say P.new } catch e { say e.message }     // expect: no str
try { let s = "{P.new}" } catch e { say e.message }  // expect: no str
