// A defer in an inner block sees that block's variables.
fn f { if true { let inner_value = 5; defer { say inner_value } }; say 'body' }
f()
// expect: body
// expect: 5
