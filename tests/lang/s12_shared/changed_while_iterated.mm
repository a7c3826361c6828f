// Who iterates over a shared variable sees a copy; many change it in place meanwhile.
shared let xs = (^100).map {|i| i }
let seen = 0
let p = ma { for ^200 { xs.push(1); xs.shift } }
for xs -> x { seen += 1 }
p.join
say seen in 99..101, ' ', xs.len      // expect: true 100
shared let m = {}
let ps = ma for ^4 -> k { for ^50 -> i { m{k * 100 + i} = i; m.del(k * 100 + i - 1) } }
for ps -> q { q.join }
say m.len, ' ', m.values.uniq      // expect: 4 [49]
shared let s = set()
let qs = ma for ^4 -> k { for ^50 -> i { s.push(i) } }
for qs -> q { q.join }
say s.len      // expect: 50
shared let str = ''
let rs = ma for ^4 -> k { for ^50 { str = str + 'x' } }
for rs -> q { q.join }
say str.len      // expect: 200
