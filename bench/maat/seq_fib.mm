// Naive doubly recursive Fibonacci, R times.
use Bu (timed, report)

fn fib(n) { n < 2 ? n : fib(n - 1) + fib(n - 2) }

fn linear(n, a, b) { n == 0 ? a : linear(n - 1, b, a + b) }

fn repeat(r, n) {
    let acc = 0
    for ^r { acc += fib(n) }
    acc
}

let n = ARGV[0].num
let r = ARGV[1].num
let (secs, v) = timed({ repeat(r, n) })*
report('fib', secs, r * (2 * linear(n + 1, 0, 1) - 1), v == r * linear(n, 0, 1), {value => v.div(r)})
