// A call that waits for room is over when who is called ends: the time of the call, and the wait for room, are no more.
let d = Ma.spawn({ receive { when 'end' { nil } } }, mailbox => 1, overflow => 'block')
d <- 1
let main = Ma.self
let caller = ma {
    main <- 'calling'
    say try { Ma.call(d, 2, timeout => 60) } catch ExitError -> e { e.reason }      // expect: noproc
    let p = ma { receive { when x { say "got {x}" } } }
    p <- 'first'                                                    // expect: got first
    p.join
    sleep 0.01
    say Ma.info(Ma.self)<state>                                     // expect: running
}
receive { when 'calling' { nil } }
until Ma.info(caller)<state> == 'waiting' { Ma.yield }
Ma.exit(d, 'kill')
caller.join
