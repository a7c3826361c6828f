// Undeclared names are found in functions that are never called.
fn never { misspelt + 1 }
// expect error: :2:12: error: 'misspelt' is not declared
// expect status: 2
