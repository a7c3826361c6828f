// What is met twice but not inside itself is dumped in full.
let x = [1]
say [x, x] // expect: [[1], [1]]
