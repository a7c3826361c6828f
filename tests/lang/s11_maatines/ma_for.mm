// ma for starts one maatine per iteration; its value is an Array of Ma.
let me = Ma.self
let ps = ma for ^5 -> i { me <- ['done', i] }
say ps.len, ' ', ps[0] isa Ma      // expect: 5 true
let got = []
for ^5 { receive { when ['done', i] { got.push(i) } } }
say got.sort                       // expect: [0, 1, 2, 3, 4]
