// N maatines are started, compute a little and end.
use Bu (timed, report)

fn compute(theta) {
    let s = theta.sin
    s * s
}

fn work(to) { to <- ['done', compute(37.2)] }

let n = ARGV[0].num
let (secs, got) = timed({
    let me = Ma.self
    for ^n { ma work(me) }
    let count = 0
    let sum = 0
    for ^n { receive { when ['done', x] { count++; sum += x } } }
    [count, sum]
})*
let want = compute(37.2) * n
report('savina_fjcreate', secs, n, got[0] == n && (got[1] - want).abs < 1e-6 * want)
