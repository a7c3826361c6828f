// timeout also interrupts the block's own body (R18).
// skip: concurrent is not supported yet
try { concurrent timeout(0.05) { sleep 5 } } catch TimeoutError { say 'body' }     // expect: body
