// Compound targets evaluate the object and the index once (R74).
let n = 0
let xs = [10, 20, 30]
fn at { n++; n }
xs[at()] += 5
say xs, ' ', n             // expect: [10, 25, 30] 1
fn arr { print 'arr '; xs }
arr()[0] *= 3
say xs                     // expect: arr [30, 25, 30]
