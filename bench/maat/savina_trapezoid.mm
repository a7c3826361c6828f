// The integral of a function from 1 to 5 in N steps, shared out among W maatines.
use Bu (timed, report)

fn f(x) { (x * x * x - 1).sin / (x + 1) * (1 + (2 * x).sqrt.exp).sqrt }

fn area(from, steps, h) {
    let sum = 0
    for ^steps -> j {
        let x = j * h + from
        sum += 0.5 * (f(x) + f(x + h)) * h
    }
    sum
}

fn work(from, steps, h, to) { to <- ['area', area(from, steps, h)] }

const known = {'500000 100' => 0.2710807519043605, '5000 10' => 0.2714526929752357}
let n = ARGV[0].num
let w = ARGV[1].num
let (secs, sum) = timed({
    let me = Ma.self
    let h = 4 / n
    let width = 4 / w
    for ^w -> i {
        let from = width * i + 1
        ma work(from, ((from + width - from) / h).floor, h, me)
    }
    let sum = 0
    for ^w { receive { when ['area', a] { sum += a } } }
    sum
})*
report('savina_trapezoid', secs, n, (sum - known{"{n} {w}"}).abs < 1e-9, {area => sum})
