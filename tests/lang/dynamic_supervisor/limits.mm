// max_children, restart intensity, and what a Map may not say.
// flags: --sched-seed 7
use DynamicSupervisor
fn child { receive { when 'never' { 1 } } }
let s = DynamicSupervisor.start({run => child}, max_children => 1, max_restarts => 1)
let p = DynamicSupervisor.start_child(s)
try { DynamicSupervisor.start_child(s) } catch ArgumentError -> e { say e.message }     // expect: there are 1 children already
let ref = Ma.monitor(s)
for ^2 {
    Ma.exit(DynamicSupervisor.children(s)[0]<ma>, 'crash')
    sleep 0.02
}
say receive { when ['DOWN', (ref), _, why] { why } } after 2 { 'lives' }                // expect: shutdown
for [{run => child, id => 1}, {run => child, name => 'x'}, {run => child, backoff => [1, 2]}, {}, {run => 5}] -> spec {
    try { DynamicSupervisor.start(spec) } catch ArgumentError { print 'no ' }
}
say 'all'                                                                               // expect: no no no no no all
try { DynamicSupervisor.start_child(s, 5) } catch ArgumentError { say 'an Array' }      // expect: an Array
