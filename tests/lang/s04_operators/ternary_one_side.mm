// Only one side of ?: is evaluated.
fn f(s) { print s; s }
say true ? f('a') : f('b')   // expect: aa
say nil ? f('a') : f('b')    // expect: bb
