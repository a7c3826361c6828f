// Very many tasks in one scope that all fail, or are all cancelled: linear, and every one is waited for.
shared let begun = 0
shared let ended = 0
let gate = Chan.new
let n = 20000
try {
    concurrent {
        for ^n -> i { spawn { try { begun += 1; <-gate; die "no {i}" } catch Cancelled -> c { die c } finally { ended += 1 } } }
        for ^1500 { break if begun == n; sleep 0.01 }                   // all are inside their try
        gate.close
    }
}
catch e { say e.message.starts('no '), ' ', e.suppressed.len < n }      // expect: true true
say begun == ended                                                     // expect: true
try { concurrent { for ^n -> i { spawn { sleep 1000 } }; die 'all of them' } }
catch e { say e.message, ' ', e.suppressed.len }                       // expect: all of them 0
try { concurrent { for ^n -> i { spawn { die i } }; for ^n { Ma.yield } } }
catch e { say e.^name }                                                // expect: Error
