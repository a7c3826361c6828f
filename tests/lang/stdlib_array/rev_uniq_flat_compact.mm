// rev uniq flat compact.
say [1, 2, 3].rev, ' ', [].rev                            // expect: [3, 2, 1] []
say [1, 2, 1, '1', 1.0, [1], [1]].uniq                    // expect: [1, 2, '1', [1]]
say [1, [2, [3, [4]]], []].flat                           // expect: [1, 2, 3, 4]
say [1, nil, 0, false, nil, ''].compact                   // expect: [1, 0, false, '']
