// Killed, cancelled, failed and ended within statements: the old value stays, and the variable is free (R2, R34).
// flags: --sched-seed 7
shared let x = 1
let p = ma { x = x + (receive { when n { n } }) }
sleep 0.02
Ma.exit(p, 'kill')
p.join
say x      // expect: 1
try { concurrent timeout(0.03) { spawn { x = x + (receive { when n { n } }) } } } catch TimeoutError { }
say x      // expect: 1
try { x = x + [1, 2].map({|v| die 'in' if v == 2; x + v }).sum } catch e { say e.message, ' ', x }   // expect: in 1
shared let m = {k => [1]}
try { m<k>[0] = m<k>[0] + (die 'no') } catch e { say m }     // expect: {k => [1]}
fn deep(n) { n == 0 ? (exit_ma('gone')) : deep(n - 1) + 1 }
let q = ma { m<k>[1] = m<k>.len + deep(20) }
say q.join, ' ', m     // expect: gone {k => [1]}
m<k>.push(m<k>.len)
say m      // expect: {k => [1, 1]}
