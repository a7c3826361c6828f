// splice(at, n, with), del(i), clear.
let a = [0, 1, 2, 3, 4]
say a.splice(1, 2), ' ', a          // expect: [1, 2] [0, 3, 4]
a.splice(1, 1, ['x', 'y'])
say a                               // expect: [0, 'x', 'y', 4]
a.splice(2, 0, [9])
say a                               // expect: [0, 'x', 9, 'y', 4]
a.del(0)
say a                               // expect: ['x', 9, 'y', 4]
a.clear
say a, a.len                        // expect: []0
