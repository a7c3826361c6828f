// One maatine sends the numbers 1 to N into a channel with room for B, another adds them up.
use Bu (timed, report)

fn produce(ch, n) {
    for 1..n -> i { ch <- i }
    ch.close
}

fn consume(ch) {
    let sum = 0
    for ch -> v { sum += v }
    sum
}

let room = ARGV[0].num
let n = ARGV[1].num
let (secs, sum) = timed({
    let ch = Chan.new(buffer => room)
    ma produce(ch, n)
    consume(ch)
})*
report("channel_{room}", secs, n, sum == (n * (n + 1)).div(2), {buffer => room})
