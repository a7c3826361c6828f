// Timeouts: 0 and negative at once, Inf never, other types TypeError; the TimeoutError can be caught; nested, the outer may come first.
for [0, -1, 0.001] -> t { try { concurrent timeout(t) { sleep 100 } } catch TimeoutError { say 'out ', t } }
// expect: out 0
// expect: out -1
// expect: out 0.001
say concurrent timeout(Inf) { spawn { 1 } }          // expect: [1]
try { concurrent timeout('x') { } } catch e { say e.^name }     // expect: TypeError
try { concurrent timeout(nil) { } } catch e { say e.^name }     // expect: TypeError
try { concurrent timeout(0.03) { concurrent timeout(100) { sleep 200 } } } catch e { say e.^name }   // expect: TimeoutError
try { concurrent timeout(100) { concurrent timeout(0.03) { spawn { sleep 200 } } } } catch e { say e.^name }   // expect: TimeoutError
let timeout = 5
let within = 6
let grace = 7
say timeout + within + grace                         // expect: 18
concurrent timeout(1e300) { let x = spawn { 2 } }
say x                                                // expect: 2
