// A task is given what it waits for, and cancelled right behind it: it goes on, and a finally block that it comes to on its way runs whole.
// flags: --schedulers 1
fn given_and_cancelled(body, give) {
    let c = Chan.new
    let log = Chan.new(buffer => Inf)
    let w = Work.does({|| body(c, log) })
    log.recv                                          // it has begun
    sleep 0.005
    give(c)
    w.cancel
    try { w.result } catch Cancelled { }
    log.close
    let all = []
    for log -> v { all.push(v) }
    all.grep {|v| v != 'got' }
}
fn add(log, v) { log.send(v) }
fn waits(c, log) { try { add(log, 'go'); <-c; add(log, 'got') } finally { add(log, 'a'); sleep 0.001; add(log, 'b') } }
fn turns(c, log) { try { add(log, 'go'); <-c } finally { for ^3 -> i { add(log, i) } } }
fn defers(c, log) { defer { add(log, 'a'); Ma.yield; add(log, 'b') }; add(log, 'go'); <-c }
fn goes_on(c, log) { try { add(log, 'go'); <-c } finally { add(log, 'a') }; sleep 5; add(log, 'not reached') }
let gives = [{|c| c.try_send(1) }, {|c| select { when c <- 1 { 1 } } }]
for [waits, turns, defers, goes_on] -> body {
    say body.name, ' ', (1..20).map({|i| given_and_cancelled(body, gives[i % 2]).join(' ') }).uniq
}
// expect: waits ['a b']
// expect: turns ['0 1 2']
// expect: defers ['a b']
// expect: goes_on ['a']
