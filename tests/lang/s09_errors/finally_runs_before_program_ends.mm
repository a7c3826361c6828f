// finally and defer of main run before an uncaught error ends the program.
defer { say 'defer' }
try { die 'x' } finally { say 'finally' }
// expect: finally
// expect: defer
// expect error: Error: x
// expect status: 1
