// Default values are evaluated left to right, between the arguments given.
fn v(x) { print x; x }
fn f(a = v(1), b = v(2), c = v(3)) { say '' }
f()            // expect: 123
f(9, c => 8)   // expect: 2
