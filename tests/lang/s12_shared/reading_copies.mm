// Reading copies the value out.
shared let xs = [1]
let ys = xs
ys.push(2)
say xs, ' ', ys                  // expect: [1] [1, 2]
