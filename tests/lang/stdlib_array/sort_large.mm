// Sorting a thousand elements.
let xs = (^1000).map {|i| (i * 7919) % 1009 }
let s = xs.sort
let ok = true
for 1..999 -> i { ok = false if s[i - 1] > s[i] }
say ok, ' ', s.len, ' ', s.sum == xs.sum            // expect: true 1000 true
