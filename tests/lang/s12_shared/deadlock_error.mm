// A cycle that still arises through function calls is found: one gets a DeadlockError.
shared let a = 0
shared let b = 0
let met = Chan.new                // both are inside their statement before either asks for the other's variable
fn slow_b { met <- 1; b += 1; b }
fn slow_a { <-met; a += 1; a }
our found = 0
let p = ma { try { a = a + slow_b() } catch DeadlockError { found += 1 } }
let q = ma { try { b = b + slow_a() } catch DeadlockError { found += 1 } }
p.join; q.join
// The error names the variables and where each is waited for.
our text = nil
our va = 0
fn get_b { met <- 1; b = b + 1; b }
fn get_a { <-met; va += 1; va }
let r = ma { try { va = va + get_b() } catch DeadlockError -> e { text = e.message } }
let s = ma { try { b = b + get_a() } catch DeadlockError -> e { text = e.message } }
r.join; s.join
say text.has("'va'"), ' ', text.has("'b'"), ' ', text.has('deadlock_error.mm:1'), ' ', text.has('holds it and waits')   // expect: true true true true
say found                        // expect: 1
// A reader waits for what another holds, so it can close a cycle as well; three make one too. One gets the error, its variable keeps the old
// value, and the others go on.
shared let x = 1
shared let y = 1
shared let z = 3
fn read_y { met <- 1; y }
fn read_x { <-met; x }
let out = Chan.new(buffer => 9)
let t = ma { try { x = x + read_y(); out <- 'done' } catch DeadlockError { out <- 'deadlock' } }
let u = ma { try { y = y + read_x(); out <- 'done' } catch DeadlockError { out <- 'deadlock' } }
t.join; u.join
say [<-out, <-out].sort, ' ', x + y             // expect: ['deadlock', 'done'] 3
let gates = (^3).map {|_| Chan.new(buffer => 2) }
fn all_inside(i) { gates[i] <- 1; gates[i] <- 1; <-gates[(i + 1) % 3]; <-gates[(i + 2) % 3] }
fn add_y { all_inside(0); y = y + 100; y }
fn add_z { all_inside(1); z = z + 100; z }
fn add_x { all_inside(2); x = x + 100; x }
let three = [
    ma { try { x = x + add_y(); out <- 'done' } catch DeadlockError { out <- 'deadlock' } },
    ma { try { y = y + add_z(); out <- 'done' } catch DeadlockError { out <- 'deadlock' } },
    ma { try { z = z + add_x(); out <- 'done' } catch DeadlockError { out <- 'deadlock' } }]
for three -> p { p.join }
say [<-out, <-out, <-out].sort                  // expect: ['deadlock', 'done', 'done']
