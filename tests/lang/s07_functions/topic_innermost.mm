// A _ belongs to the innermost anonymous function (R8).
say [[1, 2], [3]].map({ _.map({ _ * 2 }) })   // expect: [[2, 4], [6]]
say [1, 2].map {|x| [10].map({ _ + x })[0] }  // expect: [11, 12]
let f = {|x| for [7] { return _ + x } }
say f(1)                                      // expect: 8
