// Both sides of | bind the same names.
fn f(v) { given v { when ['a', x] | ['b', _, x] { x } } }
say f(['a', 1]), ' ', f(['b', 0, 2]), ' ', f(['c', 3])  // expect: 1 2 nil
