// warn writes to standard error.
warn 'careful ', 1
say 'out'
// expect: out
// expect error: careful 1
// expect status: 0
