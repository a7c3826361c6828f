// Where the callee is not known, a wrong count raises ArgumentError naming the function and the counts.
fn add(a, b) { a + b }
let f = [add][0]
try { f(1) } catch ArgumentError -> e { say 'add' in e.message, '2' in e.message, '1' in e.message }
// expect: truetruetrue
try { f(1, 2, 3) } catch ArgumentError { say 'too many' }   // expect: too many
let g = {|x| x}
try { g() } catch ArgumentError { say 'anonymous' }         // expect: anonymous
try { add([1]*) } catch ArgumentError { say 'spread' }      // expect: spread
