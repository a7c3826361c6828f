// What is held stays held while the statement waits (R34).
// flags: --sched-seed 7
shared let x = 1
let p = ma { x = x + receive { when n { n } } }
sleep 0.1
let q = ma { x = x * 100 }
sleep 0.1
p <- 5
p.join
q.join
say x                            // expect: 600
