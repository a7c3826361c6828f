// (expr) matches a value equal to that of the expression.
let want = 5
fn f(v) { given v { when (want) { 'want' } when (want + 1) { 'next' } when ([1, 2]) { 'array' } default { 'no' } } }
say f(5), ' ', f(6), ' ', f([1, 2]), ' ', f(7)   // expect: want next array no
