// isa tests the type, with parents and roles.
class A { }
role R { }
class B :is A :does R { }
let b = B.new
say b isa B, ' ', b isa A, ' ', b isa R, ' ', A.new isa B  // expect: true true true false
say 1 isa Num, ' ', 'a' isa Num, ' ', nil isa Nil          // expect: true false true
say TypeError.new isa Error                                 // expect: true
say !(1 isa Str)                                            // expect: true
