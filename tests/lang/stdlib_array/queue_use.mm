// shift and push as a queue of many elements.
let q = []
let total = 0
for ^20000 -> i { q.push(i); total += q.shift if i % 2 == 1 }
say q.len, ' ', total      // expect: 10000 49995000
