// A function that uses _ or a leading .method has one parameter, which may be left out (R8).
let f = { _ }
say f(5), ' ', f()             // expect: 5 nil
let g = fn { _ \\ 'none' }
say g(), ' ', g(3)             // expect: none 3
say [1, 2].map({ .str + '!' }) // expect: ['1!', '2!']
