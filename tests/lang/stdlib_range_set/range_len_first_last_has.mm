// len first last has of ranges.
say (1..5).len, ' ', (1..^5).len, ' ', (^0).len, ' ', (5..1).len, ' ', (1..Inf).len    // expect: 5 4 0 0 Inf
say (2..6).first, ' ', (2..6).last, ' ', (2..^6).last                                  // expect: 2 6 5
say (1..5).has(3), ' ', (1..5).has(6), ' ', (1..^5).has(5), ' ', (1..5).has('3')       // expect: true false false false
