// [ ( { right after an operand index and call, with a space they do not (R28).
let xs = [1, 2]
let m = {k => 5}
fn f(x) { x }
say xs[1], m{'k'}, f(3)  // expect: 253
if xs[0] == 1 { say 'block' } // expect: block
