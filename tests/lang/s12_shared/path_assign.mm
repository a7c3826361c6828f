// Reading and assigning a path works on the value in place (R2).
shared let m = {a => {n => [0, 0]}}
let ps = ma for ^2 -> i { for ^50 { m<a><n>[i] += 1 } }
for ps -> p { p.join }
say m                            // expect: {a => {n => [50, 50]}}
