// Functions as arguments and results.
fn compose(f, g) { {|x| f(g(x)) } }
fn twice(f) { compose(f, f) }
say twice({|x| x * 3})(2)             // expect: 18
say [1, 2, 3].map(twice({|x| x + 1})) // expect: [3, 4, 5]
