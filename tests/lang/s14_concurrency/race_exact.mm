// Send, receive, select, close, cancel and kill raced against each other in every pair, with exact counts. Every value is its own, so nothing may
// come twice, what a sender knows to be sent may not be missing, and what it knows not to be sent may not come. A receiver that is killed may take
// one value with it; one that is cancelled may not. Arguments: rounds of each pair.
// timeout: 60
fn new_log { Chan.new(buffer => Inf) }

// What a sender knows: 'sent' or 'not'; a value of which it says nothing was under way when it was killed.
fn sender(kind, ch, log, base, n) {
    let i = 0
    let sent = 0
    try {
        while i < n {
            let v = base + i
            i += 1
            sent = 0
            if kind == 'send' { ch <- v; sent = 1 }
            if kind == 'try_send' { let ok = ch.try_send(v); if ok { sent = 1 } }
            if kind == 'select_send' { select { when ch <- v { sent = 1 }; after 0.0003 { } } }
            log <- [v, sent]
            sent = 2
        }
    } catch ClosedError { log <- [base + i - 1, 0] }
    catch Cancelled { log <- [base + i - 1, sent] if i > 0 and sent != 2 }
}
fn receiver(kind, ch, log) {
    let got = nil
    let never = Chan.new
    try {
        if kind == 'receive' { loop { let v = <-ch; break if v === nil; got = v; log <- v; got = nil } }
        if kind == 'try_receive' {
            loop {
                let (ok, v) = ch.try_recv*
                if ok { got = v; log <- v; got = nil } else { return nil if ch.is_closed; Ma.yield }
            }
        }
        if kind == 'select_receive' {
            loop {
                let v = nil
                select { when w = <-ch { v = w; got = w }; when _ = <-never { }; after 0.0003 { v = 0 } }
                break if v === nil
                log <- v if v != 0
                got = nil
            }
        }
    } catch Cancelled { log <- got if got !== nil }
}
fn pause { for ^Rand.int(15) { Ma.yield } }
fn drain(ch) {
    let out = []
    loop { let (ok, v) = ch.try_recv*; return out if !ok; out.push(v) }
}
our came = 0
fn check(what, sends, receives, killed) {
    let knows = {}
    for sends -> e { knows{e[0]} = e[1] }
    let seen = {}
    let unknown = 0
    for receives -> v {
        say "{what}: {v} came twice" if seen.has(v)
        seen{v} = true
        say "{what}: {v} came, and was not sent" if knows.get(v, 1) == 0
        unknown += 1 if !knows.has(v)
    }
    let missing = 0
    for sends -> e { missing += 1 if e[1] == 1 and !seen.has(e[0]) }
    say "{what}: {missing} missing, {unknown} too many" if missing > killed or unknown > killed
    came += seen.len
}
let senders = ['send', 'try_send', 'select_send']
let receivers = ['receive', 'try_receive', 'select_receive']
fn race(a, b, cap) {
    let ch = Chan.new(buffer => cap)
    let (sent, got) = (new_log(), new_log())
    let base = 0
    let ps = []
    // one of each that may be cancelled, and one of each that may be killed
    let at = Rand.int(3)
    let works = [Work.does({|| sender(senders[at], ch, sent, 500_000, 25) }), Work.does({|| receiver(receivers[at], ch, got) })]
    let victims = [(ma sender(senders[at], ch, sent, 600_000, 25)), (ma receiver(receivers[at], ch, got))]
    let ends = []
    let waits = []
    let killed = 0
    for [a, b, a, b].shuf -> kind {
        base += 1000
        let from = base
        if kind in senders { ends.push(ma sender(kind, ch, sent, from, 15)) }
        elsif kind in receivers { waits.push(ma receiver(kind, ch, got)) }
        else {
            killed = 1 if kind == 'kill'
            ends.push(ma {
                pause()
                if kind == 'close' { ch.close }
                if kind == 'cancel' { for works.shuf -> w { w.cancel; pause() } }
                if kind == 'kill' { for victims.shuf -> p { Ma.exit(p, 'kill'); pause() } }
            })
        }
    }
    waits.push(ma receiver('receive', ch, got))          // so that senders end
    for ends -> p { p.join }
    victims[0].join
    try { works[0].result } catch Cancelled { }
    ch.close
    for waits -> p { p.join }
    victims[1].join
    try { works[1].result } catch Cancelled { }
    check("{a} x {b}, buffer {cap}", drain(sent), [drain(got), drain(ch)].flat, killed)
}
let kinds = [senders, receivers, ['close', 'cancel', 'kill']].flat
for ^(ARGV.len > 0 ? ARGV[0].num : 1) {
    for ^kinds.len -> i { for i..^kinds.len -> j { race(kinds[i], kinds[j], [0, 1, 3, Inf][Rand.int(4)]) } }
}
say came > 45 ? 'exact' : came               // expect: exact
