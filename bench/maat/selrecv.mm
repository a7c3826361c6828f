// Selective receive with a backlog of B messages that do not match: Q requests, each answered once. `scan`: the answer is known by
// its word; `ref`: a call, whose answer never enters the mailbox; `mark`: by a Ref made just before, by hand; `hand`: by a number made just
// before, which each waiting message must be compared with. Afterwards the backlog is read in order and its sum checked.
use Bu (timed, report)

fn echo {
    receive {
        when ['plain', from, i] { from <- ['match', i] }
        when ['hand', from, number, i] { from <- [number, i] }
        when ['call', from, i] { reply(from, i) }
    }
    echo()
}

fn scan(e, i, sum) {
    return sum if i == 0
    e <- ['plain', Ma.self, i]
    receive { when ['match', v] { scan(e, i - 1, sum + v) } }
}

fn by_hand(e, i, sum) {
    return sum if i == 0
    e <- ['hand', Ma.self, -i, i]
    receive { when [(-i), v] { by_hand(e, i - 1, sum + v) } }
}

fn by_mark(e, i, sum) {
    return sum if i == 0
    let ref = Ma.monitor(e)
    e <- ['hand', Ma.self, ref, i]
    let v = receive { when [(ref), v] { v } when ['DOWN', (ref), _, why] { die why } }
    Ma.demonitor(ref)
    by_mark(e, i - 1, sum + v)
}

fn by_call(e, i, sum) { i == 0 ? sum : by_call(e, i - 1, sum + Ma.call(e, i, timeout => Inf)) }

fn drain(k, b, sum) {
    return sum if k > b
    receive { when ['backlog', (k)] { drain(k + 1, b, sum + k) } }
}

let mode = ARGV[0]
let b = ARGV[1].num
let q = ARGV[2].num
let e = ma echo()
let me = Ma.self
for 1..b -> i { me <- ['backlog', i] }
let body = {scan => scan, ref => by_call, mark => by_mark, hand => by_hand}{mode}
let (secs, sum) = timed({ body(e, q, 0) })*
let rest = drain(1, b, 0)
report("selrecv_{mode}", secs, q, sum == (q * (q + 1)).div(2) && rest == (b * (b + 1)).div(2), {backlog => b})
exit 0
