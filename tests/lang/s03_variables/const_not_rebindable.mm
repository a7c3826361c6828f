// const declares a variable that cannot be assigned; its value can change inside.
const limit = 10
say limit       // expect: 10
const xs = [1]
xs.push(2)
say xs          // expect: [1, 2]
