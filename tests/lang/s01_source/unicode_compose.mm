// ∘ is compose: (f ∘ g)(x) is f(g(x)).
let inc = {|x| x + 1}
let dbl = {|x| x * 2}
let f = inc ∘ dbl
say f(5)                 // expect: 11
say (dbl ∘ inc)(5)       // expect: 12
say inc.compose(dbl)(5)  // expect: 11
