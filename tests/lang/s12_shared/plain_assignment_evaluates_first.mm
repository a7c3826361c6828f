// A plain x = f() evaluates first and holds x for the write alone (R34).
// flags: --sched-seed 7
shared let x = 1
let p = ma { x = receive { when n { n } } }
sleep 0.03
x = 7
say x                            // expect: 7
p <- 5
p.join
say x                            // expect: 5
