// A call at a full mailbox whose message is copied in slices took its time from the start again once it had found room.
// flags: --sched-seed 1
let big = (1..200_000).map {|i| [i] }
fn server { Ma.spawn({ sleep 0.4; receive { when 'full' {} }; receive { when 'never' {} } }, mailbox => 1) }
fn tenths(f) {
    let t = Time.mono
    try { f() } catch TimeoutError { }
    ((Time.mono - t) * 10).round
}
for [big, 'small'] -> what {
    let p = server()
    p <- 'full'
    say tenths({ p.call(what, timeout => 0.5) })
    Ma.exit(p, 'kill')
}
// expect: 5
// expect: 5

// Its room is taken by others while it is copied: it waits once more, and no longer in all.
let q = Ma.spawn({ loop { sleep 0.2; receive { when ['other', n] {} } } }, mailbox => 1)
q <- ['other', 0]
let others = (1..5).map {|i| Ma.spawn({ for 1..20 -> k { q <- ['other', k] } }) }
say tenths({ q.call(big, timeout => 0.9) })      // expect: 9
for others -> o { Ma.exit(o, 'kill') }
Ma.exit(q, 'kill')

// An answer in time is taken, and the next call has all of its own.
let r = Ma.spawn({ sleep 0.3; loop { receive { when ['call', from, x] { reply(from, x.len) } when x {} } } }, mailbox => 1)
r <- 'full'
say r.call(big, timeout => 0.5), ' ', r.call(big, timeout => Inf), ' ', r.call([1], timeout => 0.1)     // expect: 200000 200000 1
Ma.exit(r, 'kill')
// Who is gone, or goes while the request is copied.
let s = Ma.spawn({ sleep 0.2 }, mailbox => 1)
s <- 'full'
try { s.call(big, timeout => 5) } catch ExitError -> e { say e.reason }     // expect: noproc
try { say r.call(big, timeout => 0.5) } catch ExitError -> e { say e.reason }     // expect: noproc
