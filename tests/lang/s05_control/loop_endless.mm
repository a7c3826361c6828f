// loop without parentheses runs until break.
let n = 0
loop { n++; break if n == 4 }
say n // expect: 4
