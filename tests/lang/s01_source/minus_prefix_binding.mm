// -7.div(2) is -(7.div(2)) (R28).
say -7.div(2)    // expect: -3
say (-7).div(2)  // expect: -4
say -2.abs       // expect: -2
