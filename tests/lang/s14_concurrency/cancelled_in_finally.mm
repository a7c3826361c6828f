// Cancelling raises Cancelled once; finally blocks are not interrupted again (R18).
// flags: --sched-seed 7
our log = []
try {
    concurrent {
        spawn {
            try { sleep 5 } catch Cancelled { log.push('caught') } finally { sleep 0.02; log.push('finally') }
        }
        spawn { sleep 0.1; die 'stop' }
    }
} catch e { say e.message, ' ', log }      // expect: stop ['caught', 'finally']
