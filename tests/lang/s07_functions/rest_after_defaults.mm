// Defaults, a rest and named arguments together.
fn f(a, b = 2, *rest, **o) { [a, b, rest, o] }
say f(1)                         // expect: [1, 2, [], {}]
say f(1, 3, 4, 5, k => 6)        // expect: [1, 3, [4, 5], {k => 6}]
say f(1, z => 0)                 // expect: [1, 2, [], {z => 0}]
