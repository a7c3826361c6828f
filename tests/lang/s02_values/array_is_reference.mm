// An Array is one object however many names it has.
let a = [1]
let b = a
b.push(2)
say a              // expect: [1, 2]
say a === b        // expect: true
say [1] === [1]    // expect: false
