// Starts maatines that end with their number as the reason, and adds the reasons up from the DOWN messages:
// `seq N` one by one, `burst N B` with B alive at a time.
use Bu (timed, report)

fn last_word(n) { exit_ma(n) }

fn one_by_one(n, acc) {
    return acc if n == 0
    let (_, ref) = Ma.spawn(last_word, args => [n], monitor => true)*
    receive { when ['DOWN', (ref), _, v] { one_by_one(n - 1, acc + v) } }
}

fn bursts(k, b, acc) {
    return acc if k == 0
    let refs = (1..b).map {|i| Ma.spawn(last_word, args => [i], monitor => true)[1] }
    let sum = acc
    for refs -> r {
        receive { when ['DOWN', (r), _, v] { sum += v } }
    }
    bursts(k - 1, b, sum)
}

let n = ARGV[1].num
if ARGV[0] == 'seq' {
    let (secs, sum) = timed({ one_by_one(n, 0) })*
    report('spawn_seq', secs, n, sum == (n * (n + 1)).div(2))
} else {
    let b = ARGV[2].num
    let (secs, sum) = timed({ bursts(n.div(b), b, 0) })*
    report('spawn_burst', secs, n, sum == n.div(b) * (b * (b + 1)).div(2), {burst => b})
}
