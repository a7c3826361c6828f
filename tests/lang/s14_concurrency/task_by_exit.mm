// A task that ends by exit_ma has failed with ExitError, but 'normal' is a result of nil (R90).
try { concurrent { spawn { exit_ma('why') } } } catch ExitError -> e { say e.reason }     // expect: why
say concurrent { spawn { exit_ma('normal') } }                                           // expect: [nil]
