// Assigning the loop variable changes nothing else (R29).
let xs = [1, 2, 3]
for xs -> x { x = x * 10; print x, ' ' }
say xs // expect: 10 20 30 [1, 2, 3]
