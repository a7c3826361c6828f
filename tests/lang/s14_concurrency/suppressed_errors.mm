// The others' errors are in .suppressed; one that ends by Cancelled is not (R18).
try {
    concurrent {
        spawn { die 'one' }
        spawn { try { sleep 5 } finally { die 'in cleanup' } }
        spawn { sleep 5 }
    }
} catch e { say e.message, ' ', e.suppressed.len <= 1 }     // expect: one true
