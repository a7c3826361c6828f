// Assignments above the first capture do not share: what is captured is a copy (R3).
let xs = [1]
xs = [1, 2]
let p = ma { xs.push(3) }
p.join
say xs     // expect: [1, 2]
