// A maatine that is ended by an exit signal inside a scope cancels its tasks; an unwinding one has waited for them already.
// flags: --sched-seed 7
our log = []
let me = Ma.self
let p = ma {
    defer { log.push('owner') }
    concurrent { spawn { try { me <- 'in'; sleep 100 } finally { sleep 0.03; log.push('task') } } }
}
receive { when 'in' { } }
Ma.exit(p, 'stop')
say p.join, ' ', log                          // expect: stop ['task', 'owner']
// So does the end of a `within`.
log = []
try { within 0.03 { concurrent { spawn { try { sleep 100 } finally { sleep 0.02; log.push('task') } } } } }
catch e { say e.^name, ' ', log }             // expect: TimeoutError ['task']
let w = Work.does { concurrent { spawn { try { me <- 'in'; sleep 100 } finally { sleep 0.02; log.push('again') } } } }
receive { when 'in' { } }
w.cancel
try { w.result } catch e { say e.^name, ' ', log }    // expect: Cancelled ['task', 'again']
