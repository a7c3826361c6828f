// A tree of N leaves, ten children to a node; each leaf sends its number up, each node the sum of its children.
use Bu (timed, report)

fn collect(k, acc) {
    return acc if k == 0
    receive { when ['sum', x] { collect(k - 1, acc + x) } }
}

fn tree(parent, num, size) {
    if size == 1 {
        parent <- ['sum', num]
    } else {
        let sub = size.div(10)
        let me = Ma.self
        for ^10 -> i { ma tree(me, num + i * sub, sub) }
        parent <- ['sum', collect(10, 0)]
    }
}

fn maatines(n) { n == 1 ? 1 : n + maatines(n.div(10)) }

let n = ARGV[0].num
let (secs, sum) = timed({
    ma tree(Ma.self, 0, n)
    receive { when ['sum', x] { x } }
})*
report('skynet', secs, maatines(n), sum == (n * (n - 1)).div(2), {sum => sum})
