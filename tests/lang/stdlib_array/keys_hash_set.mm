// keys (indexes), hash (of pairs in a row), set.
say ['a', 'b'].keys                     // expect: [0, 1]
say ['a', 1, 'b', 2].hash               // expect: {a => 1, b => 2}
say [3, 1, 3].set                       // expect: set(3, 1)
