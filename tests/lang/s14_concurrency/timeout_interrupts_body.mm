// timeout also interrupts the block's own body (R18).
try { concurrent timeout(0.05) { sleep 5 } } catch TimeoutError { say 'body' }     // expect: body
