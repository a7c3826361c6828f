// A finally block of a cancelled task sends, receives and selects as ever (R18).
// flags: --sched-seed 7
let ask = Chan.new
let ans = Chan.new(buffer => 1)
shared let log = []
try {
    concurrent {
        spawn {
            try { sleep 100 }
            finally {
                ask <- 'q' // waits
                let r = select { when ['a', v] = <-ans { v } when _ = <-ans { 'other' } after 5 { 'late' } }
                log.push(r)
            }
            log.push('not here')
        }
        spawn { sleep 0.01; die 'boom' }
        spawn { try { sleep 100 } finally { let q = <-ask; ans <- ['a', "{q}!"] } }
    }
} catch e { log.push(e.message) }
say log // expect: ['q!', 'boom']
