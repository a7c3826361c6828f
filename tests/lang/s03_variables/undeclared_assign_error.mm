// Assigning an undeclared name is a compile error.
nowhere = 1
// expect error: :2:1: error: 'nowhere' is not declared
// expect status: 2
