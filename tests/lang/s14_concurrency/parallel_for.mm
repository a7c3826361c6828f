// parallel for splits the work; the first error wins.
say (parallel for ^10 -> i { i * i }).sum                                // expect: 285
try { parallel for ^10 -> i { die 'five' if i == 5 } } catch e { say e.message }     // expect: five
