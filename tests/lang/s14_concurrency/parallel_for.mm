// parallel for splits the work; the first error wins.
say (parallel for ^10 -> i { i * i }).sum                                // expect: 285
try { parallel for ^10 -> i { die 'five' if i == 5 } } catch e { say e.message }     // expect: five
// With n names a turn takes n elements; a Map gives key and value, or the key.
say (parallel for ^5 -> a, b { [a, b] })                  // expect: [[0, 1], [2, 3], [4, nil]]
say (parallel for {a => 1, b => 2} -> k, v { [k, v] })    // expect: [['a', 1], ['b', 2]]
say (parallel for {a => 1, b => 2} -> k { k })            // expect: ['a', 'b']
say (parallel for {a => 1} -> k, v, more { [k, v, more] })          // expect: [['a', 1, nil]]
say (parallel for {} -> k, v { k })                       // expect: []
