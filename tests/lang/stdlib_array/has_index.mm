// has(x) and index(x) by ==.
say [1, 'a', [2]].has('a'), ' ', [[2]].has([2]), ' ', [1].has('1'), ' ', [1].has(1.0)    // expect: true true false true
say [5, 6, 5].index(5), ' ', [5].index(7), ' ', [[1], [2]].index([2])                    // expect: 0 nil 1
