// Reading and assigning a path works on the value in place (R2).
shared let m = {a => {n => [0, 0]}}
concurrent { for ^2 -> i { spawn { for ^50 { m<a><n>[i] += 1 } } } }
say m                            // expect: {a => {n => [50, 50]}}
