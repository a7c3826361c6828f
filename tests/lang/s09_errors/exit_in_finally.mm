// exit in finally ends the program at once (R73).
fn f { try { die 'x' } finally { say 'leaving'; exit 4 } }
f()
say 'never'
// expect: leaving
// expect status: 4
