// our cache = {} is a table that all maatines can use.
our cache = {}
let ps = ma for ^8 -> i { cache{i % 4} = i % 4 }
for ps -> p { p.join }
say cache.len, ' ', cache.keys.sort     // expect: 4 [0, 1, 2, 3]
