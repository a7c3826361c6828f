// min max min_by max_by minmax.
let a = [3, 1, 2]
say a.min, ' ', a.max, ' ', [].min, ' ', [].max          // expect: 1 3 nil nil
say ['bb', 'a', 'ccc'].min_by(:.len), ' ', ['bb', 'a', 'ccc'].max_by(:.len)   // expect: a ccc
say a.minmax.sort                                        // expect: [1, 3]
say ['b', 'a'].min, ' ', [1.5, 1].max                    // expect: a 1.5
