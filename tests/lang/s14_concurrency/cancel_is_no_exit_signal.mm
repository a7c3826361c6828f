// Cancelling is no exit signal: trap_exits does not see it (R90).
// flags: --sched-seed 7
our log = []
try {
    concurrent {
        spawn { Ma.trap_exits(true); try { receive { when ['EXIT', *_] { log.push('exit') } } } catch Cancelled { log.push('cancelled') } }
        spawn { sleep 0.1; die 'x' }
    }
} catch e { say e.message, ' ', log }      // expect: x ['cancelled']
