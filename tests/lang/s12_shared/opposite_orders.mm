// Statements that need several variables take them in one order: no deadlock.
shared let a = 0
shared let b = 0
let p = ma { for ^100 { a = a + b + 1 - b } }
let q = ma { for ^100 { b = b + a + 1 - a } }
p.join; q.join
say a, ' ', b                    // expect: 100 100
