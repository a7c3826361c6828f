// self outside a method is a compile error.
say self
// expect error: :2:5: error: 'self' outside a method
// expect status: 2
