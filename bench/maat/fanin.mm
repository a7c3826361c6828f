// P producers send M messages each to one consumer.
use Bu (timed, report)

fn produce(to, id, m) {
    for 1..m -> k { to <- [id, k] }
}

fn consume(left, parent) {
    let count = 0
    let sum = 0
    while left > 0 {
        receive { when [_, k] { sum += k } }
        count++
        left--
    }
    parent <- ['done', count, sum]
}

let p = ARGV[0].num
let m = ARGV[1].num
let (secs, got) = timed({
    let me = Ma.self
    let c = ma consume(p * m, me)
    for 1..p -> i { ma produce(c, i, m) }
    receive { when ['done', x, y] { [x, y] } }
})*
report('fanin', secs, p * m, got == [p * m, p * (m * (m + 1)).div(2)])
