// Adds one to a shared variable N times: `alone` by one maatine, `both` by two at once.
use Bu (timed, report)

shared let x = 0

fn add(n) {
    for ^n { x = x + 1 }
}

let n = ARGV[1].num
let (secs, _) = timed({
    if ARGV[0] == 'alone' {
        add(n)
    } else {
        let adders = [ma add(n.div(2)), ma add(n - n.div(2))]
        for adders -> p { p.join }
    }
})*
report("shared_{ARGV[0]}", secs, n, x == n)
