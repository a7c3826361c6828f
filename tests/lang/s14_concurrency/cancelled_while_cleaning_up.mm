// A finally or defer block that runs already, for whatever reason, is not interrupted by cancelling: the task gets Cancelled when it
// flags: --sched-seed 7
// has left it. A catch block that does not run because of it is.
our log = []
fn with_defer { defer { sleep 0.1; log.push('defer') }; 3 }
fn cancels(f) {
    log = []
    let w = Work.does(f)
    sleep 0.03
    w.cancel
    try { w.result } catch e { log.push(e.^name) }
    say log
}
cancels({|| try { 1 } finally { sleep 0.1; log.push('finally') }; sleep 1; log.push('never') })
// expect: ['finally', 'Cancelled']
cancels({|| try { die 'own' } finally { sleep 0.1; log.push('finally') } })
// expect: ['finally', 'Error']
cancels({|| with_defer(); sleep 1; log.push('never') })
// expect: ['defer', 'Cancelled']
cancels({|| try { die 'own' } catch e { sleep 1; log.push('never') } })
// expect: ['Cancelled']
// What takes its time in there has its own limit.
cancels({||
    try { 1 } finally {
        try { concurrent timeout(0.1) { sleep 5; log.push('never') } } catch TimeoutError { log.push('late') }
        log.push('finally')
    }
    for ^1_000_000_000 { }
    log.push('never')
})
// expect: ['late', 'finally', 'Cancelled']
// Whoever is cancelled twice is so once: what runs because of it goes on.
log = []
let w = Work.does({||
    try { sleep 5 } catch Cancelled { sleep 0.1; log.push('caught') }
    log.push('on')
    sleep 5
    log.push('never')
})
sleep 0.03
w.cancel
sleep 0.03
w.cancel
try { w.result } catch e { log.push(e.^name) }
say log                                    // expect: ['caught', 'on', 'Cancelled']
