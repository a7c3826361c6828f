// A list of 10,000 small maps goes through a ring of 4 maatines for H hops.
use Bu (timed, report)

fn node(succ, main) {
    receive {
        when [1, items] { main <- ['done', items] }
        when [k, items] { succ <- [k - 1, items]; node(succ, main) }
    }
}
fn build(n) {
    let tags = ['a', 'b']
    (1..n).map {|i| {id => i, name => "item-{i}", pos => [i, 2 * i], tags => tags} }
}
let h = ARGV[0].num
let me = Ma.self
let items = build(10000)
let first = ma { receive { when ['next', nx] { node(nx, me) } } }
let last = (2..4).reduce(first) {|succ, _i| ma node(succ, me) }
first <- ['next', last]
let (secs, sum) = timed({
    first <- [h, items]
    receive { when ['done', l] { l.reduce(0) {|s, x| s + x<id> + x<pos>[1] - x<id> } } }
})*
report('bigmsg', secs, h, sum == 2 * (10000 * 10001 / 2))
