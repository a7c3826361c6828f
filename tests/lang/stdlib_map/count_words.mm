// A Map as a table of counts.
let n = {}
for 'the cat and the dog and the bird'.words -> w { n{w} = (n{w} \\ 0) + 1 }
say n             // expect: {the => 3, cat => 1, and => 2, dog => 1, bird => 1}
say n.pairs.sort_by({|p| -p[1] }).head    // expect: ['the', 3]
