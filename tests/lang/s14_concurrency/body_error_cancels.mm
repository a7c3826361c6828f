// An error of the block's own body cancels the tasks (R18).
// flags: --sched-seed 7
our log = []
try { concurrent { spawn { try { sleep 5 } finally { log.push('task') } }; sleep 0.1; die 'body' } }
catch e { say e.message, ' ', log }        // expect: body ['task']
