// One scheduler runs everything too.
// flags: --schedulers 1
let me = Ma.self
let p = ma { loop { receive { when ['call', from, n] { reply(from, n + 1) } } } }
let v = 0
for ^100 { v = p.call(v) }
say v          // expect: 100
Ma.exit(p, 'kill')
