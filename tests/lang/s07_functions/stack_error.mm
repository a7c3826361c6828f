// Running into the heap limit raises StackError, which can be caught.
// flags: --max-heap 8M
// timeout: 10
fn forever(n) { 1 + forever(n + 1) }
try { forever(0) } catch StackError { say 'caught' }   // expect: caught
say 'goes on'                                          // expect: goes on
try { forever(0) } catch StackError { say 'again' }    // expect: again
