// An array may grow during the loop: new elements are visited (R29).
let xs = [1, 2]
for xs -> x { xs.push(x * 10) if x < 100; print x, ' ' }
say '|' // expect: 1 2 10 20 100 200 |
