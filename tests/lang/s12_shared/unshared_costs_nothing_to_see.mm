// An unshared variable keeps its identity.
let xs = [1]
let ys = xs
ys.push(2)
say xs === ys, ' ', xs           // expect: true [1, 2]
