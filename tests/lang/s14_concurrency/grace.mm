// Cancelled tasks get their grace to clean up, then they are killed and named on standard error; a block without grace waits.
// expect error: did not end within its grace of 0.2 s and was killed
// expect status: 0
our log = []
let started = Time.mono
try {
    concurrent grace(0.2) {
        spawn { try { sleep 100 } finally { sleep 0.01; log.push('cleaned up') } }
        spawn {
            try { sleep 100 }
            catch e { log.push(e.^name); loop { sleep 0.01 } }     // it ignores it
        }
        spawn { sleep 0.02; die 'stop' }
    }
}
catch e { say e.message, ' ', e.suppressed, ' ', log.sort }   // expect: stop [] ['Cancelled', 'cleaned up']
say Time.mono - started < 50                                  // expect: true
// by the timeout of the block, and by a body that computes
try {
    concurrent timeout(0.05) grace(100.ms) {
        spawn { try { sleep 100 } catch e { let n = 0; loop { n += 1 } } }
    }
}
catch e { say e.^name }                                       // expect: TimeoutError
// all in time: nobody is killed
concurrent grace(0) { let a = spawn { 1 } }
say a                                                         // expect: 1
try { concurrent grace('x') { } } catch e { say e.^name }     // expect: TypeError
