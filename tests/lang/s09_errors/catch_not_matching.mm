// An error that no catch takes goes on.
try {
    try { die 'x' } catch TypeError { say 'no' }
} catch e { say 'outer ', e.message }   // expect: outer x
