// finally alone lets the error go on.
try {
    try { die 'up' } finally { say 'first' }
} catch e { say e.message }
// expect: first
// expect: up
