// A callback may change other data and call methods that take functions.
let log = []
say [1, 2, 3].map {|x| log.push(x); [x].map({ _ * 2 })[0] }   // expect: [2, 4, 6]
say log                                                      // expect: [1, 2, 3]
