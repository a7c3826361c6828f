// Every form of read-modify-write on a shared variable and on paths of it (section 12, R34).
shared let n = 10
shared let s = 'a'
shared let m = {}
shared let xs = [5, 6]
shared let d = nil
n -= 3; say n                                 // expect: 7
n *= 2; say n                                 // expect: 14
n /= 7; say n                                 // expect: 2
n **= 5; say n                                // expect: 32
n %= 20; say n                                // expect: 12
n <<= 2; say n                                // expect: 48
n >>= 1; say n                                // expect: 24
n &= 8; say n                                 // expect: 8
n |= 3; say n                                 // expect: 11
n ^= 1; say n                                 // expect: 10
say n++, ' ', ++n, ' ', n--, ' ', --n         // expect: 10 12 12 10
s += 'b'; s *= 2; say s                       // expect: abab
d \\= 1; d \\= 2; say d                       // expect: 1
d &&= 5; say d                                // expect: 5
d ||= 6; say d                                // expect: 5
m<a> \\= []
m<a>.push(1)
m{'n'} \\= 0
m{'n'}++
m<n> += 5
say m                                         // expect: {a => [1], n => 6}
xs[0] += 1; xs[-1]--; xs[3] = 9
say xs                                        // expect: [6, 5, nil, 9]
(xs[0], xs[1]) = (xs[1], xs[0])
say xs                                        // expect: [5, 6, nil, 9]
say (n = 3), ' ', (m<z> = 4), ' ', (n += 1)   // expect: 3 4 4
xs = xs.map {|v| v \\ 0 }
say xs.sum                                    // expect: 20
let (a, *rest) = (xs*)
say a, ' ', rest                              // expect: 5 [6, 0, 9]
