// A detach block that refers to a variable of the enclosing function is a compile error.
let x = 5
detach { say x }
// expect error: :3:14: error: a detach block cannot refer to 'x' of the enclosing function
// expect status: 2
