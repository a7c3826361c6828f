// Closures capture over several levels.
fn a(x) { {|y| {|z| x + y * 10 + z * 100 } } }
say a(1)(2)(3)      // expect: 321
let n = 0
let deep = {|| {|| {|| n++ } } }
deep()()()
deep()()()
say n               // expect: 2
