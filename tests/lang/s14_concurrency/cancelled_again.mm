// Who has caught Cancelled is not interrupted in the catch block, and gets it again at the next wait outside of it (R18).
let started = Time.mono
try {
    concurrent timeout(0.05) {
        spawn {
            try { sleep 10 } catch e { sleep 0.05; say 'caught ', e.^name }    // expect: caught Cancelled
            try { say 'goes on' } finally { sleep 0.01; say 'cleanup' }
            // expect: goes on
            // expect: cleanup
            sleep 10
            say 'never'
        }
    }
} catch e { say e.^name }                  // expect: TimeoutError
say Time.mono - started < 5                // expect: true
