// finally runs in each turn of a loop, in order.
let out = []
for ^3 -> i { try { next if i == 1; out.push("b{i}") } finally { out.push("f{i}") } }
say out     // expect: ['b0', 'f0', 'f1', 'b2', 'f2']
