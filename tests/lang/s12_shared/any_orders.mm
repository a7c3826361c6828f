// Statements that take shared variables in any order, through calls, from many maatines: each cycle is found, nobody waits for ever, and what is
// counted is what succeeded.
// timeout: 60
shared let a = 0
shared let b = 0
shared let c = 0
fn bump(which, rest, by) {
    let then = rest.is_empty ? nil : rest[0]
    let more = rest.skip(1)
    if which == 0 { a = a + go(then, more, by) }
    if which == 1 { b = b + go(then, more, by) }
    if which == 2 { c = c + go(then, more, by) }
    0
}
fn go(then, more, by) {
    Ma.yield
    bump(then, more, by) if then !== nil
    by
}
let ws = (^8).map {|i| Work.does({||
    let ok = [0, 0, 0]
    let dead = 0
    for ^(ARGV.len > 0 ? ARGV[0].num : 40) {
        let order = [0, 1, 2].shuf.head(1 + Rand.int(3))
        try { bump(order[0], order.skip(1), 1); for order -> k { ok[k] += 1 } }
        catch DeadlockError { dead += 1 }
    }
    [ok, dead]
}) }
// these add nothing, and are killed in the middle of it: what they held is free again
let victims = ma for ^4 { loop { let o = [0, 1, 2].shuf; try { bump(o[0], o.skip(1), 0) } catch DeadlockError { } } }
for victims -> p { for ^20 { Ma.yield }; Ma.exit(p, 'kill') }
let sums = [0, 0, 0]
let dead = 0
let rs = ws.map {|w| w.result }
for rs -> r { for ^3 -> k { sums[k] += r[0][k] } ; dead += r[1] }
say "{[a, b, c]} {sums}" if [a, b, c] != sums
say 'exact'                              // expect: exact
