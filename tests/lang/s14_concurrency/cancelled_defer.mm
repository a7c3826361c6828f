// A task that is cancelled runs its defers, which may wait, and ends; one started in a scope that is being cancelled never begins.
// flags: --sched-seed 7
our log = []
fn job {
    defer { sleep 0.02; log.push('second') }
    defer { log.push('first') }
    sleep 100
}
try {
    concurrent {
        spawn job()
        spawn { sleep 0.01; die 'stop' }
        sleep 0.2                        // a task that fails does not interrupt the body
        spawn { log.push('too late') }
    }
}
catch e { say e.message, ' ', log }      // expect: stop ['first', 'second']
