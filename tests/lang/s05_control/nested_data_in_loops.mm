// Loops over nested data.
let total = 0
for {a => [1, 2], b => [3]} -> k, xs { for xs -> x { total += x } }
say total // expect: 6
