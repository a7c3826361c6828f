// Sends to a mailbox raced against its receiver, cancelling and killing of those that send, and the end of the one that receives, under each
// rule of bounded mailboxes, with exact counts: nothing comes twice or out of its sender's order, nothing comes that the sender knows not to be
// sent, and what was sent came, was dropped, or was unread when the receiver ended. Arguments: rounds.
// timeout: 60
our came = 0
fn sender(p, log, base, n, urgent) {
    let i = 0
    let sent = 2
    try {
        while i < n {
            i += 1
            sent = 0
            if urgent { Ma.send(p, base + i, urgent => true) } else { p <- base + i }
            sent = 1
            log <- [base + i, 1]
            sent = 2
        }
    } catch OverflowError { log <- [base + i, 0]; sender(p, log, base + i, n - i, urgent) }
    catch Cancelled { log <- [base + i, sent] if sent != 2 }
}
fn receiver(log) {
    Ma.trap_exits(true)
    log <- 'ready'
    loop {
        receive {
            when ['EXIT', _, 'stop'] { return nil }
            when Num -> v { log <- v; Ma.yield if v % 5 == 0 }
        }
    }
}
fn drain(ch) {
    let out = []
    loop { let (ok, v) = ch.try_recv*; return out if !ok; out.push(v) }
}
fn pause { for ^Rand.int(15) { Ma.yield } }
fn round(overflow, bound, acts) {
    let sent = Chan.new(buffer => Inf)
    let got = Chan.new(buffer => Inf)
    let p = Ma.spawn(receiver, args => [got], mailbox => bound, overflow => overflow)
    <-got
    let plain = ma for (1..3) -> k { sender(p, sent, 1000 * k, 25, k == 3) }
    let victim = ma sender(p, sent, 4000, 25, false)
    let work = Work.does({|| sender(p, sent, 5000, 25, false) })
    let actors = ma for acts -> a {
        pause()
        if a == 'cancel' { work.cancel }
        if a == 'kill' { Ma.exit(victim, 'kill') }
        if a == 'end' { Ma.exit(p, 'kill') }
        if a == 'flag' { Ma.exit(p, 'other') }          // a message more, which is never dropped
    }
    for [plain, victim, actors].flat -> q { q.join }
    try { work.result } catch Cancelled { }
    let drops = Ma.info(p, 'drops')
    drops = 0 if drops === nil
    Ma.exit(p, 'stop')
    let ended = p.join != 'normal'
    let knows = {}
    let sends = drain(sent)
    for sends -> e { knows{e[0]} = e[1] }
    let last = {}
    let seen = {}
    let unknown = 0
    let what = "{overflow} {bound} {acts}"
    for drain(got) -> v {
        say "{what}: {v} came twice" if seen.has(v)
        seen{v} = true
        let k = v.div(1000)
        say "{what}: {v} came after {last{k}}" if last.has(k) and last{k} > v
        last{k} = v
        say "{what}: {v} came, and was not sent" if knows.get(v, 1) == 0
        unknown += 1 if !knows.has(v)
    }
    came += seen.len
    let n = sends.count({|e| e[1] == 1 })
    say "{what}: {unknown} too many" if unknown > ('kill' in acts ? 1 : 0)
    let off = n + unknown - seen.len - drops
    // one that was killed may have had its message dropped before it could tell
    let slack = ('kill' in acts and overflow.starts('drop')) ? -1 : 0
    say "{what}: sent {n}, came {seen.len}, dropped {drops}, {unknown} untold" if !ended and (off > 0 or off < slack)
    say "{what}: it ended by {p.join}" if ended and !('end' in acts) and overflow != 'exit'
}
let kinds = [[], ['cancel'], ['kill'], ['end'], ['flag'], ['cancel', 'kill'], ['cancel', 'end'], ['kill', 'end'], ['cancel', 'kill', 'end', 'flag']]
for ^(ARGV.len > 0 ? ARGV[0].num : 3) {
    for ['block', 'drop_new', 'drop_old', 'raise', 'exit'] -> o {
        for kinds -> acts { round(o, [1, 3, 20][Rand.int(3)], acts) }
    }
    for kinds -> acts { round('block', 1_000_000, acts) }
}
say came > 100 ? 'exact' : came             // expect: exact
