// Commas may trail in arguments, arrays, maps and parameters (R28).
fn f(a, b,) { a + b }
say f(1, 2,)       // expect: 3
say [1, 2,]        // expect: [1, 2]
say {a => 1,}      // expect: {a => 1}
let g = {|a, b,| a * b}
say g(3, 4,)       // expect: 12
