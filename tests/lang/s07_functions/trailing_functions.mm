// For methods a trailing anonymous function needs no parentheses.
let xs = [1, 2, 3]
say xs.map {|x| x * x}     // expect: [1, 4, 9]
say xs.map: _ * _          // expect: [1, 4, 9]
say ['a'].map(:.uc)        // expect: ['A']
say xs.grep { _ > 1 }      // expect: [2, 3]
