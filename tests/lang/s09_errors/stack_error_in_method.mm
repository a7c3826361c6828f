// Endless recursion through methods and callbacks raises StackError too.
// flags: --max-heap 400K
// timeout: 10
class P { meth m(n) { [n].map({ self.m(_ + 1) })[0] + 1 } }
try { P.new.m(0) } catch StackError { say 'caught' }    // expect: caught
class Q { meth str { "{self}" } }
try { say Q.new } catch StackError { say 'str' }        // expect: str
