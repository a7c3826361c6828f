// What a cancelled task waited for at a channel has either been done, and it goes on to its next safe point, or has not: each value that
// was sent is received once or is left in the buffer, however sender and receiver wait and whenever they are cancelled. At a rendezvous none is left.
// timeout: 60
fn sends(kind, ch) {
    let n = 0
    let never = Chan.new
    try {
        // no call stands between what sends and the count: calls are safe points
        if kind == 0 { loop { ch <- 1; n += 1 } }
        if kind == 1 { loop { let ok = ch.try_send(1); if ok { n += 1 } else { Ma.yield } } }
        if kind == 2 { loop { select { when ch <- 1 { n += 1 }; after 0.0002 { } } } }
        if kind == 3 { loop { select { when ch <- 1 { n += 1 }; when _ = <-never { } } } }
    } catch Cancelled { }
    n
}
fn receives(kind, ch) {
    let n = 0
    let never = Chan.new
    try {
        if kind == 0 { loop { let v = <-ch; n += v } }
        if kind == 1 { loop { let (ok, v) = ch.try_recv*; if ok { n += v } else { Ma.yield } } }
        if kind == 2 { loop { select { when v = <-ch { n += v }; after 0.0002 { } } } }
        if kind == 3 { loop { select { when v = <-ch { n += v }; when _ = <-never { } } } }
        if kind == 4 { for ch -> v { n += v } }
    } catch Cancelled { }
    n
}
fn total(works) {
    let sum = 0
    for works -> w { try { sum += w.result } catch Cancelled { } }      // it never began
    sum
}
fn round(cap) {
    let ch = Chan.new(buffer => cap)
    let ss = (1..3).map {|_| let k = Rand.int(4); Work.does({|| sends(k, ch) }) }
    let rs = (1..3).map {|_| let k = Rand.int(5); Work.does({|| receives(k, ch) }) }
    for ^Rand.int(12) { Ma.yield }
    for [ss, rs].flat.shuf -> w { w.cancel; for ^Rand.int(3) { Ma.yield } }
    let sent = total(ss)
    let got = total(rs)
    let left = 0
    loop { let (ok, v) = ch.try_recv*; break if !ok; left += v }
    say "buffer {cap}: sent {sent}, got {got}, left {left}" if sent != got + left or (cap == 0 and left > 0)
}
for ^(ARGV.len > 0 ? ARGV[0].num : 100) { round([0, 0, 1, 5][Rand.int(4)]) }
say 'exact'                                    // expect: exact
