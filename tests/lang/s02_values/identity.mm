// === is identity, and equality of type and value for immutable values.
say 'ab' === 'a' + 'b', ' ', 1 === 1, ' ', 2 ** 80 === 2 ** 80, ' ', nil === nil   // expect: true true true true
say [1] === [1], ' ', {} === {}, ' ', '1' === 1                                    // expect: false false false
say 1..2 === 1..2                                                                  // expect: true
let a = [1]
say a === a, ' ', a !== [1]     // expect: true true
