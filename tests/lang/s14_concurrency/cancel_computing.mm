// Cancelling reaches a task that computes: in a loop, and in calls.
fn fib(n) { n < 2 ? n : fib(n - 1) + fib(n - 2) }
our log = []
try {
    concurrent {
        spawn { try { loop { } } catch Cancelled -> e { log.push(e.^name); die e } }
        spawn { try { fib(90) } finally { log.push('fib') } }
        spawn { try { (1..1_000_000_000).each {|x| x } } finally { log.push('each') } }
        spawn { sleep 0.02; die 'enough' }
    }
} catch e { say e.message, ' ', e.suppressed.len, ' ', log.sort }      // expect: enough 0 ['Cancelled', 'each', 'fib']
