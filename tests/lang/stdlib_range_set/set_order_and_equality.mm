// A Set keeps the order of insertion; == does not look at it (R87).
let a = set('b', 'a', 'b')
say a, ' ', a == set('a', 'b')       // expect: set('b', 'a') true
a.del('b'); a.push('b')
say a                                // expect: set('a', 'b')
