// next in loop ( ) runs the step.
loop (let i = 0; i < 5; i++) { next if i == 2; print i }
say ''  // expect: 0134
