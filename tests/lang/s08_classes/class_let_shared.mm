// let in a class is shared by its methods, one per maatine.
class A { let n = 0;  meth bump { n++; n };  state meth count { n } }
A.new.bump; A.new.bump
say A.count                                     // expect: 2
let me = Ma.self
ma { me <- A.new.bump }
receive { when v { say v } }                    // expect: 1
say A.count                                     // expect: 2
