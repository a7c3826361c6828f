// A word may stand where an operand may stand (R24).
fn f(x) { x or return 'none' }
say f(0), ' ', f(5)                // expect: none 5
let g = {|x| x > 0 ? x : die 'neg' }
say g(3)                           // expect: 3
try { g(-1) } catch e { say e.message }  // expect: neg
for ^5 -> i { i < 3 or break; print i }
say ''                             // expect: 012
