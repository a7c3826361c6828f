// Whoever is killed or cancelled while a copy of its is made in pieces leaves nothing behind: who waits for it is told, messages are
// whole and in order.
// flags: --long-copy=1
// timeout: 100
let me = Ma.self
let items = (1..2000).map {|i| [i] }
let bad = 0
let sink = ma {
    let last = {}
    while true { receive {
        when ['count', to] { to <- ['bad', bad_of(last)] }
        when 'stop' { return }
        when [who, k, list] {
            if list.len != 2000 || list[1999][0] != 2000 || (last{who} \\ 0) >= k { last<bad> = (last<bad> \\ 0) + 1 }
            last{who} = k
        }
    } }
}
fn bad_of(last) { last<bad> \\ 0 }
fn sender(i) { let k = 0; while true { k++; sink <- [i, k, items] } }
fn answerer { while true { receive { when ['call', from, _] { reply(from, items) } } } }
fn caller(p) { while true { p.call(items, timeout => 60) } }
fn one(i) {
    given i % 5 {
        when 0 { ma sender(i) }
        when 1 { let p = ma answerer(); ma { caller(p) }; p }
        when 2 { ma { while true { Work.does({|| items }).result } } }
        when 3 { ma { while true { items.freeze } } }
        default { ma { while true { items.clone } } }
    }
}
let told = 0
for ^40 -> i {
    let p = one(i)
    let ref = Ma.monitor(p)
    sleep 0.0004 * (i % 11)
    Ma.exit(p, i % 3 == 0 ? 'other' : 'kill')
    receive { when ['DOWN', (ref), *_] { told++ } }
}
sink <- ['count', me]
receive { when ['bad', n] { say told, ' ', n } }    // expect: 40 0
sink <- 'stop'
