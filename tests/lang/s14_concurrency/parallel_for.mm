// parallel for splits the work; the first error wins.
// skip: parallel for is not supported yet
say (parallel for ^10 -> i { i * i }).sum                                // expect: 285
try { parallel for ^10 -> i { die 'five' if i == 5 } } catch e { say e.message }     // expect: five
