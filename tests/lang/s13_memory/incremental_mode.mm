// Both modes of collection give the same program.
GC.mode('inc')
let m = {}
for ^20000 -> i { m{i % 500} = [i, m{(i + 1) % 500}]; m{i % 500}[1] = nil if i % 7 == 0 }
GC.mode('gen')
for ^20000 -> i { m{i % 500} = [i] }
say m.len, ' ', m{499}                    // expect: 500 [19999]
