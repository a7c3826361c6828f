// Send, receive, select, close, cancel and kill raced against each other in every pair, with exact counts: what was sent
// was received or is left in the channel. One that is killed in the middle may have been about to count one more.
// timeout: 60
our sent = 0
our got = 0

fn pause(i) { Ma.yield if i % 3 == 0 }
fn send_some(ch, n) {
    try { for ^n -> i { ch <- i; sent += 1; pause(i) } } catch ClosedError { }
}
fn receive_all(ch) { for ch -> v { got += 1; pause(v) } }
fn select_send(ch, n) {
    let quiet = Chan.new
    try {
        for ^n -> i {
            select {
                when ch <- i { sent += 1 }
                when _ = <-quiet { die 'nobody sends here' }
                after 0.001 { }
            }
        }
    } catch ClosedError { }
}
fn select_receive(ch) {
    let other = Chan.new(buffer => 1)
    let turns = 0
    loop {
        let over = select {
            when other <- 1 { <-other; false }
            when v = <-ch { if v === nil { ch.is_closed and ch.len == 0 } else { got += 1; false } }
        }
        turns++
        return turns if over
    }
}
fn act(kind, ch, i) {
    given kind {
        when 'send' { send_some(ch, 20) }
        when 'receive' { receive_all(ch) }
        when 'select_send' { select_send(ch, 20) }
        when 'select_receive' { select_receive(ch) }
        when 'close' { for ^(5 * i) { Ma.yield }; ch.close }
        when 'cancel' {
            // a task that sends and one that receives are cancelled at some time
            let w = Work.does({|| send_some(ch, 1000) })
            let r = Work.does({|| receive_all(ch) })
            for ^(3 * i) { Ma.yield }
            w.cancel; r.cancel
            try { w.result } catch Cancelled { }
            try { r.result } catch Cancelled { }
        }
        when 'kill' {
            let w = ma send_some(ch, 1000)
            let r = ma receive_all(ch)
            for ^(3 * i) { Ma.yield }
            Ma.exit(w, 'kill'); Ma.exit(r, 'kill')
            w.join; r.join
        }
    }
}
fn race(a, b, cap) {
    sent = 0
    got = 0
    let ch = Chan.new(buffer => cap)
    let base = (ma for ^2 { receive_all(ch) })
    let ps = (ma for ^2 { send_some(ch, 30) })
    let pairs = []
    for ^2 -> i { pairs.push(ma act(a, ch, i)); pairs.push(ma act(b, ch, i)) }
    // those that receive end when the channel is closed; all others by themselves
    for ps -> p { p.join }
    for ^pairs.len -> i {
        let kind = i % 2 == 0 ? a : b
        pairs[i].join if kind != 'receive' and kind != 'select_receive'
    }
    ch.close
    for [base, pairs].flat -> p { p.join }
    let left = 0
    loop {
        let (ok, _) = ch.try_recv*
        break if !ok
        left++
    }
    let slack = 4 * ([a, b].count({|k| k == 'kill' or k == 'cancel' }))
    let off = sent - got - left
    say "{a} x {b}, buffer {cap}: sent {sent}, got {got}, left {left}" if off.abs > slack
}
let kinds = ['send', 'receive', 'select_send', 'select_receive', 'close', 'cancel', 'kill']
for [0, 1, 7, Inf] -> cap {
    for ^kinds.len -> i { for i..^kinds.len -> j { race(kinds[i], kinds[j], cap) } }
}
say 'all pairs'                            // expect: all pairs
