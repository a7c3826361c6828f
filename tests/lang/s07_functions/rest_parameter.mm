// *xs takes the rest as an Array.
fn sum(*xs) { xs.sum }
say sum(1, 2, 3), ' ', sum()        // expect: 6 0
fn f(a, *rest) { [a, rest] }
say f(1), f(1, 2, 3)                // expect: [1, []][1, [2, 3]]
say f([1, 2, 3]*)                   // expect: [1, [2, 3]]
