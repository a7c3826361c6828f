// && || \\ and or evaluate the right side only when needed.
fn f(s) { print s; s }
say false && f('x')    // expect: false
say 1 || f('x')        // expect: 1
say 1 \\ f('x')        // expect: 1
say nil \\ f('y')      // expect: yy
false and f('z')
say 'end'              // expect: end
