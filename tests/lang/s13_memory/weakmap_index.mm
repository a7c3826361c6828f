// A WeakMap is read and written by indexes, too.
let w = WeakMap.new
let k = [1]
let other = {}
w{k} = 5
w{k} += 1
w[other] = [2]
say w{k}, ' ', w[k], ' ', w{other}, ' ', w{[1]}, ' ', w{'text'}      // expect: 6 6 [2] nil nil
say w.get(k), ' ', w.len                            // expect: 6 2
try { w{'text'} = 1 } catch TypeError -> e { say e.message }         // expect: a key of a WeakMap must be something with an identity, not Str
