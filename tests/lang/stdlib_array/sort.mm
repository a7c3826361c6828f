// sort, sort with a comparison, sort_by: stable, a new array.
let a = [3, 1, 2]
say a.sort, ' ', a                                   // expect: [1, 2, 3] [3, 1, 2]
say a.sort {|x, y| y <=> x }                         // expect: [3, 2, 1]
say ['bb', 'a', 'cc', 'd'].sort_by(:.len)            // expect: ['a', 'd', 'bb', 'cc']
say [[2, 'b'], [1, 'z'], [2, 'a']].sort              // expect: [[1, 'z'], [2, 'a'], [2, 'b']]
say ['b', 'B', 'a'].sort, ' ', [1.5, 1, 2 ** 70].sort   // expect: ['B', 'a', 'b'] [1, 1.5, 1180591620717411303424]
