// A cycle that still arises through function calls is found: one gets a DeadlockError.
shared let a = 0
shared let b = 0
fn slow_b { sleep 0.05; b += 1; b }
fn slow_a { sleep 0.05; a += 1; a }
our found = 0
let p = ma { try { a = a + slow_b() } catch DeadlockError { found += 1 } }
let q = ma { try { b = b + slow_a() } catch DeadlockError { found += 1 } }
p.join; q.join
say found >= 1                   // expect: true
