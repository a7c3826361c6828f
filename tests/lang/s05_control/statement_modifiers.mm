// if unless while until for after a statement.
let x = 5
say 'a' if x > 3          // expect: a
say 'b' unless x > 3
x++ while x < 9
say x                     // expect: 9
x-- until x < 5
say x                     // expect: 4
_.say for [1, 2]
// expect: 1
// expect: 2
print _ * 2 for ^3
say ''                    // expect: 024
