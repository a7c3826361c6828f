// :expr is a function of one parameter.
let f = :_ + 1
say f(4)                          // expect: 5
say [3, 1, 2].sort_by(:-_)        // expect: [3, 2, 1]
say ['bb', 'a'].sort_by(:.len)    // expect: ['a', 'bb']
