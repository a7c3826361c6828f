// A maatines get M messages each and compute a little for each.
use Bu (timed, report)

fn compute(theta) {
    let s = theta.sin
    s * s
}

fn work(m, to) {
    let sum = 0
    for ^m { receive { when 'compute' { sum += compute(37.2) } } }
    to <- ['done', sum]
}

let a = ARGV[0].num
let m = ARGV[1].num
let (secs, sum) = timed({
    let me = Ma.self
    let all = (^a).map {|_i| ma work(m, me) }
    for ^m {
        for all -> p { p <- 'compute' }
    }
    let sum = 0
    for ^a { receive { when ['done', s] { sum += s } } }
    sum
})*
let want = compute(37.2) * a * m
report('savina_fjthroughput', secs, a * m, (sum - want).abs < 1e-6 * want)
