// With defaults the message names the range of counts.
fn f(a, b = 1) { a }
f()
f(1, 2, 3)
// expect error: :3:1: error: f() takes 1 to 2 arguments, not 0
// expect error: :4:1: error: f() takes 1 to 2 arguments, not 3
// expect status: 2
