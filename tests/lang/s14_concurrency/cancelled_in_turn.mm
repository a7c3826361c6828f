// Who catches Cancelled and goes on gets it at each wait outside of catch blocks, of whatever kind the wait is (R18).
// flags: --sched-seed 7
shared let log = []
try { concurrent { 
    spawn {
        try { sleep 99 } catch Cancelled { log.push('caught'); sleep 0.001; log.push('slept in catch') }
        log.push('after')
        let n = 0
        for ^1000 { n += 1 }
        log.push(n)
        try { sleep 99 } catch Cancelled { log.push('again') }
        try { <-Chan.new } catch Cancelled { log.push('third') }
        try { receive { when 'x' { } } } finally { log.push('fin') }
        log.push('never')
    }
    spawn { sleep 0.01; die 'stop' }
} } catch e { log.push(e.message) }
for log -> l { say l }
// expect: caught
// expect: slept in catch
// expect: after
// expect: 1000
// expect: again
// expect: third
// expect: fin
// expect: stop
