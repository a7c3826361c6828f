// Methods on large integers stay exact.
let n = 10 ** 30
say n.str.len, ' ', n.div(10 ** 28), ' ', n % 7     // expect: 31 100 1
say n.min(n + 1) == n, ' ', (n + 1).max(n) - n      // expect: true 1
say (n * n).sqrt == 1e30                            // expect: true
