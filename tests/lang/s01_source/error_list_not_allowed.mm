// A list in parentheses is an expression nowhere but in its four places (R28).
let x = 1
let y = [(x, 2)]
// expect error: :3:10: error: a list in parentheses is only for destructuring
// expect status: 2
