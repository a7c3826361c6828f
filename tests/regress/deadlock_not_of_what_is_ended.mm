// Who holds a variable ends one that waits for it, and waits for that end: no deadlock, even if the other has not looked at the signal yet.
// flags: --sched-seed 7
shared let x = 1
fn waiting(body) { let p = ma { body() }; sleep 0.02; p }
fn killed { let p = waiting({|| x }); Ma.exit(p, 'kill'); p.join }
fn ended { let p = waiting({|| x }); Ma.exit(p, 'enough'); p.join }
fn cancelled {
    let w = Work.does({|| x })
    sleep 0.02
    w.cancel
    try { w.result } catch Cancelled -> e { e.^name }
}
fn far { let p = waiting({|| (ma { x }).join; 1 }); Ma.exit(p, 'kill'); p.join }
for [killed, ended, cancelled, far] -> f {
    x = 1
    let how
    try { x = x + do { how = f(); 1 } } catch e { how = e.^name }
    say f.name, ' ', how, ' ', x
}
// expect: killed killed 2
// expect: ended enough 2
// expect: cancelled Cancelled 2
// expect: far killed 2

// One that goes on all the same waits as before: one of the two gets a DeadlockError, as otherwise.
let me = Ma.self
fn traps {
    let p = ma { Ma.trap_exits(true); me <- try { x } catch DeadlockError { 'deadlock' } }
    sleep 0.02
    Ma.exit(p, 'enough')
    p.join
}
fn normal { let p = ma { me <- try { x } catch DeadlockError { 'deadlock' } }; sleep 0.02; Ma.exit(p, 'normal'); p.join }
fn cleans_up {
    let w = Work.does({|| try { receive { when 'never' { } } } finally { me <- try { x } catch DeadlockError { 'deadlock' } } })
    sleep 0.02
    w.cancel
    try { w.result } catch Cancelled { }
}
for [traps, normal, cleans_up] -> f {
    x = 1
    let mine = try { x = x + do { f(); 1 }; 'goes on' } catch DeadlockError { 'deadlock' }
    let got = "{mine} {receive { when r { r } }} {x}"
    say f.name, ' ', got == 'goes on deadlock 2' or got == 'deadlock 1 1'
}
// expect: traps true
// expect: normal true
// expect: cleans_up true
