// A reserved word cannot name a variable.
let for = 1
// expect error: :2:5: error: 'for' is a reserved word
// expect status: 2
