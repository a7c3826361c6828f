// let x = 20 assigned in `ma for` is shared by itself: also through closures in data structures, from nested maatines, in methods.
let x = 20
let ps = ma for ^10 { x = x + 1 }
for ps -> p { p.join }
say x                                        // expect: 30
let y = 0
let fs = {add => {|n| y += n }, get => {|| y }}
let me = Ma.self
let p = ma { fs<add>(5); let q = ma { fs<add>(7) }; q.join; me <- fs<get>() }
say receive { when Num -> n { n } }          // expect: 12
say y                                        // expect: 12
fn counter { let n = 0; {|| n += 1 } }
let c = counter()
let qs = ma for ^8 { for ^100 { c() } }
for qs -> q { q.join }
say c()                                      // expect: 801
