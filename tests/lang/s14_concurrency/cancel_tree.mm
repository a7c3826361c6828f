// The tasks a task spawned are cancelled too, at every depth; finally and defer of all run; the block waits for all of them.
our log = []
our begun = 0     // a task that is cancelled before it began never does
fn deep(n) {
    try {
        begun += 1
        if n == 0 { sleep 100 }
        concurrent { spawn deep(n - 1); spawn deep(n - 1) }
    }
    finally { log.push(n) }
}
try { concurrent { spawn deep(3); spawn { until begun == 15 { sleep 0.001 }; die 'stop' } } }
catch e { say e.message }                        // expect: stop
say log.len, ' ', log.sort                       // expect: 15 [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3]
