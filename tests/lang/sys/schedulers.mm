// Sys.schedulers: one Map of counters for each scheduler, read without asking it.
let before = Sys.schedulers
say before.len >= 1                                      // expect: true
for (1..200) -> i { ma { let n = 0; for (1..100) -> k { n += k } } }
fn total(all, key) { all.map({|s| s[key] }).reduce(0) {|a, b| a + b } }
let start = Time.mono
fn more(key) { total(Sys.schedulers, key) - total(before, key) }
while (more('slices') < 200 || more('reductions') < 20000 || more('parks') < 1) && Time.mono < start + 60 { sleep 0.01 }
let after = Sys.schedulers
say total(after, 'slices') >= total(before, 'slices') + 200              // expect: true
say total(after, 'reductions') >= total(before, 'reductions') + 20000    // expect: true
say total(after, 'parks') >= 1                                           // expect: true
say after.all {|s| 0 <= s['utilisation'] <= 1 }                          // expect: true
say after.all {|s| s['poll_time'] >= 0 && s['age'] >= s['idle_time'] }   // expect: true
say after.map {|s| s['index'] } == (0 .. after.len - 1).map {|i| i }     // expect: true
say after.first.keys.sort.join(' ')
// expect: age asleep direct here idle_time index long_runs parks pending_timers poll_time polls queue queue_high queue_low queue_normal reductions slices steals stolen tasks timers utilisation wakeups
