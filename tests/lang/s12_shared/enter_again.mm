// The taking maatine may enter again (R2).
shared let xs = [1, 2]
shared let x = 10
x = xs.map({|v| v + x }).sum
say x                            // expect: 23
