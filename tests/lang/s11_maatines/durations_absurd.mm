// Durations of every kind: negative is now, Inf and what is longer than anything never comes, NaN and what is no Num is a TypeError (R68).
fn kind(f) { try { f() } catch e { e.^name } }
let me = Ma.self
for [0, -1, -1e300, -Inf, -(10 ** 400), 1e-300] -> s {
    sleep s
    Ma.send_after(s, me, 'timer')
    receive { when 'timer' { } }
    receive { when 'never' { } after s { print 'r' } }
    select { when x = <-Chan.new { } after s { print 's' } }
    print 'c' if kind({|| Ma.call(ma { sleep 0.3 }, 1, timeout => s) }) == 'TimeoutError'
    print 'j ' if kind({|| (ma { sleep 0.3 }).join(timeout => s) }) == 'TimeoutError'
}
say ''                                     // expect: rscj rscj rscj rscj rscj rscj 
for [Inf, 1e300, 10 ** 400, 2 ** 70] -> s {
    let t = Ma.send_after(s, me, 'never')
    print Ma.cancel_timer(t), ' ', Ma.cancel_timer(t), ' '
    let p = ma { sleep s; me <- 'never' }
    let q = ma { receive { when 'never' { } after s { me <- 'never' } } }
    let r = ma { select { when x = <-Chan.new { } after s { me <- 'never' } } }
    let (n, _) = ([1, 2]*)
    concurrent timeout(s) grace(s) { let x = spawn { n } }
    within s { Ma.yield }
    for [p, q, r] -> d { Ma.exit(d, 'kill'); d.join(timeout => s) }
}
say ''                                     // expect: true false true false true false true false 
say receive { when x { x } after 0 { 'nothing came' } }      // expect: nothing came
for ['1', nil, true, [1], NaN] -> bad {
    print kind({|| sleep bad }), ' '
    print kind({|| receive { after bad { } } }), ' '
    print kind({|| select { after bad { } } }), ' '
    print kind({|| concurrent timeout(bad) { } }), ' '
    print kind({|| concurrent grace(bad) { } }), ' '
    print kind({|| within bad { } }), ' '
    print kind({|| Ma.send_after(bad, me, 1) }), ' '
    print kind({|| Ma.send_every(bad, me, 1) }), ' '
    print kind({|| (ma { }).join(timeout => bad) }), ' '
    say kind({|| Ma.call(ma { sleep 0.1 }, 1, timeout => bad) })
}
// expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError
// expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError
// expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError
// expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError
// expect: TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError TypeError
