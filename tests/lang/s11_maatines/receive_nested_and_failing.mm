// A receive in an arm, guards that raise: what is refused or was looked at stays, in its order.
let me = Ma.self
for ^5 -> i { me <- i }
me <- 'str'
let r = receive { when Num -> n if n > 2 { [n, receive { when Num -> k if k < 2 { k } }] } }
say r       // expect: [3, 0]
let e = try { receive { when Num -> n if n.foo { n } } } catch MethodError { 'guard raised' }
say e       // expect: guard raised
let left = []
loop { receive { when x { left.push(x) } after 0 { break } } }
say left    // expect: [1, 2, 4, 'str']
me <- ['a', 1]
me <- ['b', 2]
me <- ['a', 3]
say receive { when ['b', n] { n } }, receive { when ['a', n] { n } }, receive { when ['a', n] { n } }   // expect: 213
