// state meth is a method of the class.
class P { field x :rw = 0;  state meth at(x) { P.new(x => x) };  state meth two { P.at(2) } }
say P.at(5).x, P.two.x                                // expect: 52
try { P.new.at(1) } catch MethodError { say 'not of the instance' } // expect: not of the instance
