// Using an undeclared name is a compile error.
say nowhere
// expect error: :2:5: error: 'nowhere' is not declared
// expect status: 2
