// A Map of many keys keeps order through growth and deletions.
let m = {}
for ^2000 -> i { m{i} = i * i }
for ^2000 -> i { m.del(i) if i % 3 }
say m.len, ' ', m{999}, ' ', m{1000}, ' ', m.keys.head(4), ' ', m.keys.tail     // expect: 667 998001 nil [0, 3, 6, 9] 1998
for ^50 -> i { m{"k{i}"} = i }
say m{'k49'}, ' ', m.len                                                        // expect: 49 717
