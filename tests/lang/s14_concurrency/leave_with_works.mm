// Leaving blocks in loops, functions and finally: what is waited for, in which order, and what becomes of Works (R18, R36).
fn f { for ^5 -> i { concurrent { let w = spawn { sleep 0.01; i * 10 }; if i == 2 { return w } } }; 'none' }
say f()     // expect: 20
shared let log = []
fn h { try { concurrent { spawn { sleep 0.02; log.push('task') }; return 'ret' } } finally { log.push('fin') } }
say h(), ' ', log     // expect: ret ['task', 'fin']
let k = 0
for ^3 -> i { concurrent { spawn { log.push(i) }; next if i == 1 }; k += 1 }
say k, ' ', log.skip(2)     // expect: 2 [0, 1, 2]
fn e { concurrent { let a = spawn { die 'x' }; return a } }
try { say e() } catch err { say 'raised ', err.message }     // expect: raised x
fn d { defer { log.push('d') }; concurrent { let a = spawn { log.push('t') ; 1}; return [a isa Work, a] } }
let dd = d()
say dd[0], ' ', dd[1] isa Work, ' ', log.tail(2) // expect: true true ['t', 'd']
