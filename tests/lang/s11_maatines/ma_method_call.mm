// ma obj.meth(args) runs a method of a copy.
class P { field n :rw = 1;  meth send(to) { n = 5; to <- n } }
let p = P.new
ma p.send(Ma.self)
receive { when v { say v, p.n } }   // expect: 51
