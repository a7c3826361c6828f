// if c -> v names the tested value; elsif and while bind alike (R60).
fn compute(x) { x }
if compute(5) -> v { say v }                     // expect: 5
if compute(0) -> v { say 'no' } elsif compute(7) -> w { say w }  // expect: 7
let xs = [3, 2, 1]
while xs.pop -> v { print v }
say ''                                           // expect: 123
