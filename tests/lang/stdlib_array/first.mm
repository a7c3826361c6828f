// first, and first with a test.
say [3, 4].first, ' ', [].first                                  // expect: 3 nil
say [1, 5, 9].first({ _ > 3 }), ' ', [1].first({ _ > 3 })        // expect: 5 nil
say ['x1', 'y2'].first(/y/)                                      // expect: y2
