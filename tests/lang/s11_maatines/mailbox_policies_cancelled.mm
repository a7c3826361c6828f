// Each policy of a full mailbox when its sender is cancelled by a timeout (R13).
// flags: --sched-seed 7
fn deaf(n, policy) { Ma.spawn({ receive { when 'never' { } } }, mailbox => n, overflow => policy) }
for @a(block drop_new drop_old exit raise) -> policy {
    let p = deaf(1, policy)
    let r = try {
        concurrent timeout(0.05) { spawn { for ^3 -> i { p <- i }; 'sent all' } }
    } catch TimeoutError { 'timeout' } catch OverflowError { 'overflow' }
    say policy, ' ', r, ' ', policy == 'exit' ? p.join : p.is_alive
    Ma.exit(p, 'kill')
}
// expect: block timeout true
// expect: drop_new ['sent all'] true
// expect: drop_old ['sent all'] true
// expect: exit ['sent all'] overflow
// expect: raise overflow true
// What a cancelled sender wanted to send never arrives.
let gate = Chan.new
let q = Ma.spawn({ <-gate; let got = []; loop { receive { when x { got.push(x) } after 1 { break } } }; exit_ma(got) }, mailbox => 1)
q <- 'a'
let w = Work.does { q <- 'b' }
sleep 0.05
w.cancel
try { w.result } catch e { say e.^name }   // expect: Cancelled
gate <- true
say q.join                                 // expect: ['a']
