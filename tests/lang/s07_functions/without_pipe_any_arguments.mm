// Without |...| a function that does not use _ takes any arguments and ignores them (R8).
say (^3).map { false }         // expect: [false, false, false]
let n = 0
3.times { n++ }
say n                          // expect: 3
let f = { 'x' }
say f(), f(1), f(1, 2, 3)      // expect: xxx
