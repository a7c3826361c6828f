// a* spreads an array into a list.
fn f(a, b, c) { "{a}-{b}-{c}" }
let a = [1, 2, 3]
say f(a*)            // expect: 1-2-3
say [0, a*, 9]       // expect: [0, 1, 2, 3, 9]
say [a*, a*]         // expect: [1, 2, 3, 1, 2, 3]
say f(0, [8, 9]*)    // expect: 0-8-9
let b = 4
say b *2             // expect: 8
say [[]*]            // expect: []
