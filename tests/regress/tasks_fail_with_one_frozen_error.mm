// The first error of a block is frozen: it cannot keep the others, and is raised all the same.
let f = TypeError.new(message => 'frozen').freeze
let begun = Chan.new()
try {
    concurrent {
        spawn { begun.recv(); die f }
        spawn { try { begun <- 1; sleep 10 } catch Cancelled { die 'other' } }
    }
} catch e { say e.message }                             // expect: frozen
