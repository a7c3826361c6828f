// zip(b), group_by, chunks(n).
say [1, 2].zip(['a', 'b'])                     // expect: [[1, 'a'], [2, 'b']]
say [1, 2].zip(['a'])                          // expect: [[1, 'a'], [2, nil]]
say [1, 2, 3, 4].group_by {|x| x % 2 == 0 ? 'even' : 'odd' }   // expect: {odd => [1, 3], even => [2, 4]}
say [1, 2, 3, 4, 5].chunks(2)                  // expect: [[1, 2], [3, 4], [5]]
