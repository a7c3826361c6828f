// Without another error on its way an error in finally becomes the error (R19).
try { try { 1 } finally { die 'late' } } catch e { say e.message, ' ', e.suppressed }  // expect: late []
