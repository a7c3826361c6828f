// The answer of a call is a copy.
let p = ma { let xs = [1]; receive { when ['call', from, _] { reply(from, xs); xs.push(2); receive { when ['call', f2, _] { reply(f2, xs) } } } } }
let a = p.call(0)
a.push('mine')
say a, p.call(0)      // expect: [1, 'mine'][1, 2]
