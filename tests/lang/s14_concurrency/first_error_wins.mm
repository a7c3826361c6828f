// When one task fails its siblings are cancelled and the block raises the first error.
// flags: --sched-seed 7
our log = []
try {
    concurrent {
        spawn { sleep 0.1; die 'first' }
        spawn { try { sleep 5 } finally { log.push('cancelled') } }
    }
} catch e { say e.message, ' ', log }      // expect: first ['cancelled']
