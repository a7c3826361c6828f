// .suppressed: errors of cleanup join the one on its way (R19); those of siblings join the first (section 14).
// flags: --sched-seed 7
fn show(f) { try { f() } catch e { say e.message, ' ', e.suppressed.map {|x| x.message } } }
show({|| try { die 'one' } finally { die 'two' } })                      // expect: one ['two']
fn g { defer { die 'd1' }; defer { die 'd2' }; die 'body' }
show({|| g() })                                                          // expect: body ['d2', 'd1']
fn h { defer { die 'd1' }; defer { die 'd2' }; 'fine' }
show({|| h() })                                                          // expect: d2 ['d1']
show({|| try { 'fine' } finally { die 'only' } })                        // expect: only []
show({|| concurrent { for 1..3 -> i { spawn { sleep 0.02 * i; die "t{i}" } } } })      // expect: t1 []
