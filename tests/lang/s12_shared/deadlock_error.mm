// A cycle that still arises through function calls is found: one gets a DeadlockError.
shared let a = 0
shared let b = 0
fn slow_b { sleep 0.05; b += 1; b }
fn slow_a { sleep 0.05; a += 1; a }
our found = 0
let p = ma { try { a = a + slow_b() } catch DeadlockError { found += 1 } }
let q = ma { try { b = b + slow_a() } catch DeadlockError { found += 1 } }
p.join; q.join
// The error names the variables and where each is waited for.
our text = nil
shared let ready = Chan.new(buffer => 2)
our va = 0
fn get_b { ready <- 1; sleep 0.05; b = b + 1; b }
fn get_a { ready <- 1; sleep 0.05; va += 1; va }
let r = ma { try { va = va + get_b() } catch DeadlockError -> e { text = e.message } }
let s = ma { try { b = b + get_a() } catch DeadlockError -> e { text = e.message } }
r.join; s.join
say text.has("'va'"), ' ', text.has("'b'"), ' ', text.has('deadlock_error.mm:1'), ' ', text.has('holds it and waits')   // expect: true true true true
say found >= 1                   // expect: true
