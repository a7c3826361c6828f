// Leaving by return, break, next waits for the tasks and does not cancel them (R18); an error does.
our log = []
fn task(name) { sleep 0.03; log.push(name) }
fn by_return { concurrent { spawn task('return'); return log.len } }
say by_return(), ' ', log                        // expect: 0 ['return']
for ^3 -> i { concurrent { spawn task(i); next if i < 1; break } }
say log                                          // expect: ['return', 0, 1]
fn result { concurrent { let w = spawn { 5 }; return w } }
say result()                                     // expect: 5
fn error { concurrent { return spawn { die 'inner' } } }
try { error() } catch e { say e.message }        // expect: inner
