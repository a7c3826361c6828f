// Who holds a variable and waits for the end of one that wants it: whichever of them closes the cycle gets a DeadlockError, which names
// variables, maatines and places. The others go on.
shared let x = 1
our log = []
fn kind(f) { try { f() } catch DeadlockError -> e { log.push(e.message); 'deadlock' } }
fn ask(later) { sleep 0.05 if later; x }
fn joins(later) {
    let p = ma { log.push(kind({|| ask(later) })) }
    sleep 0.05 if !later
    p.join; 1
}
fn result(later) {
    let w = Work.does({|| ask(later) })
    sleep 0.05 if !later
    w.result
}
fn scope(later) {
    concurrent {
        let a = spawn { ask(later) }
        sleep 0.05 if !later
    }
    a
}
fn over(later) {                                     // over one that holds nothing
    let w = Work.does({|| Work.does({|| ask(later) }).result })
    sleep 0.05 if !later
    w.result
}
fn all(later) { [7, 8, 9].pmap({|v| ask(later); v }).sum }
for [joins, result, scope, over] -> f {
    for [true, false] -> later {
        x = 1
        log = []
        let got = kind({|| x = x + f(later); 'no error' })
        let named = log.any({|t| t isa Str and t.has("'x' (") and t.has('the end of maatine') and t.has('deadlock_over_ends.mm:') })
        say f.name, ' ', got, ' ', x, ' ', named
    }
}
// expect: joins no error 2 true
// expect: joins deadlock 1 true
// expect: result deadlock 1 true
// expect: result deadlock 1 true
// expect: scope deadlock 1 true
// expect: scope deadlock 1 true
// expect: over deadlock 1 true
// expect: over deadlock 1 true
say kind({|| x = x + all(true); 'no error' }), ' ', x                 // expect: deadlock 1
// A limit ends the wait by itself, and who asks without holding waits for nothing of the other's.
say try { x = x + do { (ma { x }).join(timeout => 0.05); 1 } } catch e { e.^name }       // expect: TimeoutError
say (ma { x = 5 }).join, ' ', x                                       // expect: normal 5
let ended = Work.does({|| x = x + Work.does({|| 4 }).result })
say ended.result, ' ', x                                              // expect: 9 9
