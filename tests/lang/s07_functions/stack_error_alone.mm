// A StackError harms nothing else in the program.
// flags: --max-heap 8M
// timeout: 10
fn forever(n) { 1 + forever(n + 1) }
let me = Ma.self
let p = ma { try { forever(0) } catch StackError { me <- 'overflow' } }
let q = ma { me <- 'fine' }
let got = set()
for ^2 { receive { when m { got.push(m) } } }
say got.has('overflow'), got.has('fine')  // expect: truetrue
