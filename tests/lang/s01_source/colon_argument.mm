// .name: takes all to the right that binds tighter than not (R28).
let xs = [1, 2, 3]
say xs.map: _ * 2              // expect: [2, 4, 6]
say xs.map: _ * 2 + 1          // expect: [3, 5, 7]
say xs.map(:_ * 2).sum         // expect: 12
say ['a', 'b'].map: .uc        // expect: ['A', 'B']
say ['ab', 'c'].map: .uc.len   // expect: [2, 1]
