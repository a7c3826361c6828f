// within secs { }: every wait inside raises TimeoutError when its time is over; cleanup may wait; blocks nest; the value is the body's.
// flags: --sched-seed 7
let started = Time.mono
fn late(f) { try { within 0.03 { f() } } catch e { e.^name } }
say late({|| sleep 100 })                                // expect: TimeoutError
say late({|| receive { when 'never' { } } })             // expect: TimeoutError
say late({|| <-Chan.new })                               // expect: TimeoutError
say late({|| Chan.new <- 1 })                            // expect: TimeoutError
say late({|| select { when v = <-Chan.new { v } } })     // expect: TimeoutError
say late({|| let p = ma { sleep 100 }; try { p.join } finally { Ma.exit(p, 'kill') } })    // expect: TimeoutError
say late({|| concurrent { spawn { sleep 100 } } })       // expect: TimeoutError
say late({|| Work.does({|| sleep 0.2; 5 }).result })     // expect: TimeoutError
say late({|| let mute = ma { receive { when 'stop' { } } }; try { Ma.call(mute, 'x', timeout => Inf) } finally { mute <- 'stop' } })   // expect: TimeoutError
// cleanup inside of it may wait, what is caught inside may not go on
let log = []
try {
    within 0.02 {
        try { sleep 100 }
        catch e { log.push('caught'); sleep 0.01 }
        finally { sleep 0.01; log.push('cleaned') }
        sleep 100
        log.push('never')
    }
}
catch e { say e.^name, ' ', log }                        // expect: TimeoutError ['caught', 'cleaned']
// in a catch block it holds as anywhere
try { die 'x' } catch e { say late({|| sleep 100 }) }    // expect: TimeoutError
// the inner one may be shorter, not longer; afterwards the outer one counts again
try {
    within 0.3 {
        try { within 0.02 { sleep 100 } } catch e { say 'inner' }      // expect: inner
        try { within 100 { sleep 100 } } catch e { say 'outer' }       // expect: outer
    }
}
catch e { say 'not here' }
say within 100 { 5 }                                     // expect: 5
fn leaves { for ^3 -> i { within 100 { return i if i == 1; next } } }
say leaves()                                             // expect: 1
sleep 0.01
// a loop that does not wait is not stopped; Inf is no limit
say within 0.001 { let n = 0; for ^200000 { n += 1 }; n }   // expect: 200000
within Inf { sleep 0.001 }
let bad = 'x'
try { within bad { } } catch e { say e.^name }           // expect: TypeError
say Time.mono - started < 50                             // expect: true
