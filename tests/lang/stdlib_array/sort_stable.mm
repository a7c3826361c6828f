// Sorting keeps the order of equal elements.
let xs = (^100).map {|i| [i % 3, i] }
let s = xs.sort {|a, b| a[0] <=> b[0] }
let ok = true
for 1..99 -> i { ok = false if s[i - 1][0] == s[i][0] && s[i - 1][1] > s[i][1] }
say ok, ' ', s[0], ' ', s[99]                       // expect: true [0, 0] [2, 98]
let t = xs.sort_by {|p| p[0] }
say t == s                                          // expect: true
