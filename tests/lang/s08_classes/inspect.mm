// .^name .^class .^methods .^fields .^mro .^does inspect.
role R { meth r { 1 } }
class A { field x :rw; field y;  meth m { 1 } }
class B :is A :does R { field z :ro;  meth n { 2 } }
let b = B.new
say b.^name, ' ', b.^class, ' ', B.^name        // expect: B B B
say b.^class == B                               // expect: true
say b.^methods.sort                             // expect: ['m', 'n', 'r']
say b.^fields.sort                              // expect: ['x', 'y', 'z']
say b.^mro                                      // expect: [B, A]
say b.^does(R), A.new.^does(R)                  // expect: truefalse
