// push and its like give the array, pop and shift the element or nil.
let a = [1]
say a.push(2, 3)                    // expect: [1, 2, 3]
say a.pop, ' ', a.shift, ' ', a     // expect: 3 1 [2]
say [].pop, ' ', [].shift           // expect: nil nil
say a.unshift(0)                    // expect: [0, 2]
say a.push(9) === a                 // expect: true
