// A limit ends the wait for one that wants what the waiter holds, whoever has set it: TimeoutError, and no deadlock.
// flags: --sched-seed 7
shared let x = 1
fn joins { within 0.05 { (ma { x }).join }; 1 }
fn late_joins { within 0.05 { let p = ma { x }; sleep 0.01; p.join }; 1 }
fn result { within 0.05 { let w = Work.does({|| x }); sleep 0.01; w.result } }
fn inner { within 60 { within 0.05 { let p = ma { x }; sleep 0.01; p.join } }; 1 }
fn scope { concurrent timeout(0.05) { let t = spawn { x }; sleep 0.01 }; 1 }
fn in_scope { concurrent timeout(0.05) { let p = ma { x }; sleep 0.01; p.join }; 1 }
fn around { concurrent timeout(0.05) { concurrent { let t = spawn { x }; sleep 0.01 } }; 1 }
for [joins, late_joins, result, inner, scope, in_scope, around] -> f {
    let how = try { x = x + f(); 'no error' } catch e { e.^name }
    say f.name, ' ', how, ' ', x
}
// expect: joins TimeoutError 1
// expect: late_joins TimeoutError 1
// expect: result TimeoutError 1
// expect: inner TimeoutError 1
// expect: scope TimeoutError 1
// expect: in_scope TimeoutError 1
// expect: around TimeoutError 1

// A limit that is over, or does not end what waits in a cleanup block, is none: one of the two gets a DeadlockError.
let me = Ma.self
fn asks { let p = ma { me <- try { x; 'got it' } catch e { e.^name } }; sleep 0.02; p }
fn after { within 60 { 1 }; asks().join }
fn after_scope { concurrent timeout(60) { let t = spawn { 1 } }; asks().join }
fn grace_only { concurrent grace(60) { asks().join } }
fn cleans_up {
    try { within 0.01 { try { sleep 5 } finally { try { asks().join } catch DeadlockError { count_deadlock() } } } } catch TimeoutError { }
}
our found = 0
fn count_deadlock { found++ }
for [after, after_scope, grace_only, cleans_up] -> f {
    x = 1
    try { x = x + do { f(); 1 } } catch DeadlockError { found++ }
    say f.name, ' ', found + (receive { when 'DeadlockError' { 1 } when 'got it' { 0 } })
    found = 0
}
// expect: after 1
// expect: after_scope 1
// expect: grace_only 1
// expect: cleans_up 1

// So it is where the limited wait is one for a variable, whichever of the two begins to wait last.
shared let a = 1
shared let b = 1
fn other(first) { me <- 'holds'; sleep first; b = b + 1; 1 }
fn adds_within { within 0.05 { a = a + 1 }; 1 }
fn adds_in_scope { concurrent timeout(0.05) { a = a + 1 }; 1 }
for [adds_within, adds_in_scope] -> f {
    for [0, 0.02] -> first {
        let p = nil
        let how = try {
            b = b + do { p = ma { a = a + other(first) }; receive { when 'holds' { } }; sleep 0.02 - first; f() }
            'no error'
        } catch e { e.^name }
        p.join
        say f.name, ' ', how, ' ', a, ' ', b
    }
}
// expect: adds_within TimeoutError 2 2
// expect: adds_within TimeoutError 3 3
// expect: adds_in_scope TimeoutError 4 4
// expect: adds_in_scope TimeoutError 5 5
