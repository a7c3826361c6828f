// A block whose time is over when it begins (R68: negative is 0) gives no results: no task begins, and TimeoutError is raised whatever
// the body has done until then.
shared let begun = 0
fn t(f) { try { f(); 'done' } catch TimeoutError { 'late' } }
let seen = {}
for [0, -1, -0.0, -Inf] -> secs {
    for ^10 {
        seen{t({ concurrent timeout(secs) { spawn { begun += 1 } } })} = 'a task'
        seen{t({ concurrent timeout(secs) { Work.done(1).result } })} = 'an answer'
        seen{t({ concurrent timeout(secs) { } })} = 'nothing'
        seen{t({ concurrent timeout(secs) { die 'own' } })} = 'an error'
        seen{t({ concurrent timeout(secs) grace(1) { for ^3 { spawn { begun += 1 } } } })} = 'tasks'
    }
}
say seen.keys, ' ', begun                                                                    // expect: ['late'] 0
say t({ concurrent timeout(0) { concurrent timeout(50) { spawn { begun += 1 } } } })         // expect: late
say t({ concurrent timeout(50) { say t({ concurrent timeout(0) { spawn { begun += 1 } } }) } })
// expect: late
// expect: done
// In a finally block that runs because of it there is time.
shared let log = []
say t({ concurrent timeout(0) { try { loop { nil } } finally { log = concurrent { spawn { 7 } } } } })     // expect: late
say log in [[], [7]], ' ', begun                                                             // expect: true 0
// Who leaves the block after its time is late, though it was never interrupted.
say t({ concurrent timeout(0.01) { try { nil } finally { let end = Time.mono + 0.02; while Time.mono < end { nil } } } })    // expect: late
