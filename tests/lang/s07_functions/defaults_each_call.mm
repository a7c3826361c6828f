// Default values are evaluated at each call (R58).
let n = 0
fn f(x = (n += 1), xs = []) { xs.push(x); xs }
say f(), f(), f(9)     // expect: [1][2][9]
say n                  // expect: 2
