// What a task fails with while it handles Cancelled counts, wherever it was cancelled: in .suppressed of the first error, of TimeoutError
// when the time of the block is over. One that ends by Cancelled, or by an error of its cleanup that joined it (R19), does not (R18).
shared let begun = Chan.new(buffer => Inf)
fn show(f) { try { say f() } catch e { say e.^name, ' ', e.suppressed.map({|x| x.message }).sort } }
fn wait { begun <- 1; sleep 600 }
fn die_after(n, text) { for ^n { <-begun }; die text }

show({|| concurrent {
    spawn { try { wait() } catch Cancelled { die 'handler' } }
    spawn { try { wait() } catch e { try { die 'x' } catch f { die 'handler of a handler' } } }
    spawn { try { wait() } finally { die 'cleanup' } }
    spawn { try { wait() } catch e { die e } }
    spawn { try { wait() } catch e { 'a value' } }
    spawn { try { begun <- 1; let n = 0; loop { n += 1 } } catch Cancelled { die 'computing' } }
    spawn { try { begun <- 1; <-Chan.new } catch Cancelled { sleep 0.01; die 'after a sleep' } }
    spawn die_after(7, 'first')
} })                                           // expect: Error ['after a sleep', 'computing', 'handler', 'handler of a handler']
// a block inside, cancelled while it waits for its tasks, or in its body
show({|| concurrent {
    spawn { concurrent { spawn { try { wait() } catch Cancelled { die 'inner' } } } }
    spawn { concurrent { spawn { try { wait() } catch Cancelled { die 'beside a body' } }; wait() } }
    spawn { concurrent { spawn { wait() }; wait() } }
    spawn { try { concurrent { spawn { wait() } } } catch Cancelled { die 'around a block' } }
    spawn die_after(6, 'first')
} })                                           // expect: Error ['around a block', 'beside a body', 'inner']
// an error of the body is the first
show({|| concurrent { spawn { try { wait() } catch Cancelled { die 'task' } }; die_after(1, 'body') } })         // expect: Error ['task']
// past the time TimeoutError is raised, with all others
show({|| concurrent timeout(0.5) {
    spawn { try { sleep 600 } catch Cancelled { die 'late task' } }
    try { sleep 600 } catch Cancelled { die 'late body' }
} })                                           // expect: TimeoutError ['late body', 'late task']
show({|| concurrent timeout(0.5) { spawn { die 'before it' }; sleep 600 } })                                     // expect: TimeoutError ['before it']
