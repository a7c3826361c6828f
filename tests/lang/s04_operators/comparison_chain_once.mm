// Each operand of a chain is evaluated once, and only as far as needed.
fn v(n) { print n, ' '; n }
say v(1) < v(5) < v(3) < v(9)    // expect: 1 5 3 false
say v(1) < v(2) < v(3)           // expect: 1 2 3 true
