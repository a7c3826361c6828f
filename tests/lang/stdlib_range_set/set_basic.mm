// len has push del clear of sets.
let s = set(1, 2)
s.push(2, 3)
say s, ' ', s.len, ' ', s.has(3), ' ', s.has(9)      // expect: set(1, 2, 3) 3 true false
s.del(1)
say s                                                // expect: set(2, 3)
s.clear
say s, ' ', s.len                                    // expect: set() 0
