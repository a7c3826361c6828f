// Modifiers may follow one another.
let n = 0
n += _ for ^5 if true
say n                     // expect: 10
print _ if _ % 2 for ^6
say ''                    // expect: 135
