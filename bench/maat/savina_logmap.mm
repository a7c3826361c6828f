// S series of the logistic map: for each a worker that keeps the term, and a computer that knows the rate. N terms each.
use Bu (timed, report)

fn computer(rate) {
    receive {
        when ['next', from, x] { from <- ['term', rate * x * (1 - x)]; computer(rate) }
        when 'stop' { }
    }
}

fn series(x0, rate, n, to, place) {
    let c = ma computer(rate)
    let x = x0
    for ^n {
        c <- ['next', Ma.self, x]
        receive { when ['term', y] { x = y } }
    }
    c <- 'stop'
    to <- ['result', place, x]
}

const known = {'10 25000' => 6.38783514460412, '10 10000' => 6.38783514460412, '4 50' => 1.3549877203736203}
let s = ARGV[0].num
let n = ARGV[1].num
let (secs, sum) = timed({
    let me = Ma.self
    for ^s -> i { ma series(i * 0.0025, 3.46 + i * 0.0025, n, me, i) }
    let terms = Array.new(s, 0)
    for ^s { receive { when ['result', i, x] { terms[i] = x } } }
    terms.sum
})*
report('savina_logmap', secs, s * n, (sum - known{"{s} {n}"}).abs < 1e-9, {sum => sum})
