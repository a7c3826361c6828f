// When the time of a block is over its tasks are cancelled, whatever its body does, and none begins any more.
let main = Ma.self
try {
    concurrent timeout(0.5) {
        spawn { main <- 'begun'; try { sleep 60 } finally { main <- 'task over' } }
        receive { when 'begun' { nil } }
        try { sleep 60 } catch e { nil }
        let over = false
        until over { over = receive { when 'task over' { true } after 0 { false } } }
        say 'cancelled meanwhile'                                   // expect: cancelled meanwhile
        spawn { say 'begun after the time' }
    }
}
catch TimeoutError { say 'over' }                                   // expect: over
// A grace of thousands of years is none that ends.
say concurrent grace(2 ** 48 / 1000) { spawn { 1 } }                // expect: [1]
say concurrent grace(1e15) { spawn { 2 } }                          // expect: [2]
