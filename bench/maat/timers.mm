// N maatines sleep MS milliseconds, K times each: N * K timers, N pending at a time.
use Bu (timed, report)

fn sleeper(secs, k, to) {
    for ^k { sleep secs }
    to <- 'done'
}

let n = ARGV[0].num
let secs_each = ARGV[1].num / 1000
let k = ARGV[2].num
let (secs, count) = timed({
    let me = Ma.self
    for ^n { ma sleeper(secs_each, k, me) }
    let count = 0
    for ^n { receive { when 'done' { count++ } } }
    count
})*
report('timers', secs, n * k, count == n && secs >= k * secs_each)
