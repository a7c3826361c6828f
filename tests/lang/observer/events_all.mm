// Each kind of system event, by its threshold, to subscribers and to the log; the thresholds are set while the program runs.
use Observer
use Supervisor
let hoarder = Ma.spawn({ let keep = []; for ^50_000 -> i { keep.push([i]) }; receive { when 'go' { nil } } }, label => 'hoarder')
hoarder <- 'not that'
Supervisor.start([{id => 'kid', run => { receive { when 'die' { die 'planned' } } }, name => 'kid'}], max_restarts => 1_000_000)
ma { loop { try { 'kid' <- 'die' } catch e { nil }; sleep 0.2 } }   // seldom: the log keeps a thousand lines
let huge = 3 ** 2_000_000
ma { loop { "{huge}".len; sleep 0.01 } }   // natives that hold their scheduler
say Observer.subscribe                  // expect: true
const thresholds :im = {'warn-gc' => 0.000_001, 'warn-heap' => '512K', 'warn-mailbox' => 1, 'warn-mailbox-age' => 0.01,
                        'warn-restarts' => 2, 'warn-slice' => 0.005}
for thresholds -> flag, value { Observer.set(flag, value) }
let seen = {}
while seen.len < 6 {
    receive { when ['SYSTEM', event, p, value] { seen{event} = value > 0 } after 60 { seen{'nothing more'} = seen.len > 9; break } }
}
say seen.keys.sort                      // expect: ['large heap', 'long collection', 'long mailbox', 'long slice', 'old mailbox', 'restart storm']
say seen.values.all {|v| v }            // expect: true
// Subscribers may be told a moment before the log.
fn logged(kinds) { let log = Observer.log; kinds.all {|k| log.any {|l| l.has(k) } } }
for ^200 { break if logged(seen.keys); sleep 0.05 }
say logged(seen.keys)                   // expect: true
say Observer.events.any {|e| e<event> == 'large heap' and e<label> == 'hoarder' }   // expect: true
exit 0
