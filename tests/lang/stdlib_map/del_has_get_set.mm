// del(k) gives the old value; has(k), get(k, default), set(k, v).
let m = {a => 1, n => nil}
say m.del('a'), ' ', m.del('a'), ' ', m          // expect: 1 nil {n => nil}
say m.has('n'), ' ', m.has('zz')                 // expect: true false
say m.get('n', 5), ' ', m.get('zz', 5), ' ', m.get('zz')   // expect: nil 5 nil
m.set('k', 3)
say m                                            // expect: {n => nil, k => 3}
