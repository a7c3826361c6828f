// min(n) and max(n).
say 3.min(5), ' ', 3.max(5), ' ', 2.5.min(2), ' ', (2 ** 70).max(1)   // expect: 3 5 2 1180591620717411303424
try { 3.min('a') } catch TypeError { say 'type' }                    // expect: type
