// let (a, b) = x*: what x holds, whatever it is; x is only read.
let xs = [1, 2, 3]
let (a, b) = xs*
say a, ' ', b                   // expect: 1 2
let (c, d, e, f) = xs*
say e, ' ', f                   // expect: 3 nil
let (g, *rest) = xs*
rest.push(9)
say g, ' ', rest.join(','), ' ', xs.len   // expect: 1 2,3,9 3
let (h, i) = (5..7)*
say h, ' ', i                   // expect: 5 6
let (j, k) = Set.new('p', 'q')*
say j, k                        // expect: pq
let (l, n) = [7, 8].freeze*
say l, n                        // expect: 78
let (o) = []*
say o                           // expect: nil
let (p, q) = [xs, [4]]*
p.push(10)
say xs.len, ' ', q[0]           // expect: 4 4

// the values may be those that are assigned
let pair = [1, 2]
(pair, a) = pair*
say pair, a                     // expect: 12
(a, b) = [b, a]*
say a, b                        // expect: 22
let swap = [1, 2]
(swap[0], swap[1]) = [swap[1], swap[0]]*
say swap.join(' ')              // expect: 2 1
say try { let (r, s) = 5* } catch err { err.message }   // expect: Num cannot be spread
