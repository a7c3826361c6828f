// A defer of the main program runs when it ends.
defer { say 'deferred' }
say 'body'
// expect: body
// expect: deferred
