// ^ binds like other prefixes: ^xs.len is ^(xs.len) (R28).
let xs = [7, 8, 9]
say ^xs.len              // expect: 0..^3
say (^5).map: _ * 2      // expect: [0, 2, 4, 6, 8]
say ^(5 - 1)             // expect: 0..^4
say (^3).array           // expect: [0, 1, 2]
