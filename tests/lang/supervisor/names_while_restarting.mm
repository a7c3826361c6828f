// A named child is called by many while it crashes again and again: each call is answered or fails, and the name comes back.
use Supervisor
fn worker { loop { receive { when ['call', from, 'crash'] { exit_ma('crash') } when ['call', from, x] { reply(from, x) } } } }
let s = Supervisor.start_link([{id => 1, run => worker, name => 'w'}], max_restarts => 1000, within => 1)
our good = 0
our bad = 0
let ps = ma for ^4 -> k {
    for ^20 -> i {
        try { Ma.call('w', k == 0 and i % 3 == 0 ? 'crash' : i, timeout => 5); good += 1 }
        catch ExitError { bad += 1 } catch ArgumentError { bad += 1; sleep 0.001 }
    }
}
for ps -> p { p.join }
for ^500 { break if Ma.whereis('w') !== nil; sleep 0.005 }
say good + bad, ' ', bad >= 7, ' ', Ma.call('w', 5), ' ', Ma.registered.has('w')   // expect: 80 true 5 true
Supervisor.stop(s)
say Ma.whereis('w'), ' ', Ma.registered   // expect: nil []
