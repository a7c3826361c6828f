// Cancelled while it does one channel operation after the other, with no safe point in between: each is done and counted, or is not.
fn round {
    let a = Chan.new; let b = Chan.new; let c = Chan.new; let d = Chan.new
    let seen = 0
    let w = Work.does({||
        let n = 0
        try { loop { a <- 1; n += 1; b <- 1; n += 1; c <- 1; n += 1; d <- 1; n += 1 } } catch Cancelled { }
        n
    })
    let r = Work.does({||
        let n = 0
        let never = Chan.new
        loop {
            let v = select { when v = <-a { v } when v = <-b { v } when v = <-c { v } when v = <-d { v } after 0.02 { 0 } }
            break if v == 0
            n += v
        }
        n
    })
    for ^Rand.int(30) { Ma.yield }
    w.cancel
    let n = try { w.result } catch Cancelled { 0 }
    let got = r.result
    say "sent {n}, got {got}" if n != got
}
for ^100 { round() }
say 'exact'                                    // expect: exact
