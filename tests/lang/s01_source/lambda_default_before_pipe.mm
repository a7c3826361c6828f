// A default in |...| ends before |: a bitwise or needs parentheses (R28).
let f = {|a, b = 1| a + b}
say f(1)     // expect: 2
say f(1, 5)  // expect: 6
let g = {|a = (1 | 2)| a}
say g()      // expect: 3
