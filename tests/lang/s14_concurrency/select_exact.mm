// Who waits at several rendezvous channels takes one value at most, and what was sent there is received by who waited: it goes on with
// it although it is cancelled or its time is over at that moment. Nothing is left for the next receiver.
// timeout: 60
fn sends(a, b, kind, n) {
    let sent = 0
    let never = Chan.new
    for ^n -> i {
        let (x, y) = (i % 2 == 0 ? [a, b] : [b, a])*
        given kind {
            when 0 { sent += 1 if x.try_send(1); Ma.yield if i % 3 == 0 }
            when 1 { select { when x <- 1 { sent += 1 }; when y <- 1 { sent += 1 }; after 0.0005 { } } }
            when 2 { select { when x <- 1 { sent += 1 }; when _ = <-never { }; default { Ma.yield } } }
            when 3 { select { when x <- 1 { sent += 1 }; when y <- 1 { sent += 1 }; after 0 { Ma.yield } } }
        }
    }
    sent
}
fn receives(a, b, kind, stop) {
    let got = 0
    try {
        if kind == 0 {
            loop { select { when v = <-a { got += v }; when v = <-b { got += v }; when _ = <-stop { break } } }
        } else {
            loop {
                select {
                    when v = <-a { got += v }
                    when v = <-b { got += v }
                    when _ = <-stop { break }
                    after 0.0003 { }
                }
            }
        }
    } catch Cancelled { }
    got
}
// Both send and receive: two such may meet from both sides.
fn both(a, b, n) {
    let sum = 0
    for ^n { select { when a <- 1 { sum -= 1 }; when v = <-b { sum += v }; after 0.0003 { } } }
    sum
}
fn total(works) {
    let sum = 0
    for works -> w { try { sum += w.result } catch Cancelled { } }      // it never began
    sum
}
fn round(cancels) {
    let a = Chan.new
    let b = Chan.new
    let stop = Chan.new
    let rs = (1..3).map {|_| let k = Rand.int(2); Work.does({|| receives(a, b, k, stop) }) }
    let ss = (1..3).map {|_| let k = Rand.int(4); Work.does({|| sends(a, b, k, 20) }) }
    let bs = [Work.does({|| both(a, b, 20) }), Work.does({|| both(b, a, 20) })]
    if cancels { for rs -> r { for ^Rand.int(8) { Ma.yield }; r.cancel } }
    let sent = total(ss) - total(bs)
    stop.close
    let got = total(rs)
    say "sent {sent}, got {got}, left {a.len} {b.len}" if sent != got or a.len + b.len > 0
}
for ^(ARGV.len > 0 ? ARGV[0].num : 100) -> i { round(i % 2 == 0) }
say 'exact'                                    // expect: exact

// Who is killed takes with it what it was given.
let ch = Chan.new
let waits = Chan.new
for [{|| <-ch }, {|| select { when v = <-ch { }; when v = <-waits { } } }] -> f {
    let p = ma f()
    while Ma.info(p, 'state') != 'waiting' { Ma.yield }
    let done = ch.try_send(1)
    Ma.exit(p, 'kill')
    p.join
    say done, ' ', ch.len, ' ', ch.try_recv         // expect: true 0 [false, nil]
}
// expect: true 0 [false, nil]
// An offer comes before what somebody tries to give: there must be a receiver for each.
let first = ma { ch <- 'offer' }
while Ma.info(first, 'state') != 'waiting' { Ma.yield }
say ch.try_send(2), ' ', <-ch                    // expect: false offer
