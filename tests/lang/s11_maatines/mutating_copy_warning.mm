// A ma body that changes a captured, unshared variable is compiled with a warning (R3).
let log = []
let p = ma { log.push(1) }
p.join
say log        // expect: []
// expect error: warning
// expect error: this changes a copy
// expect status: 0
