// Fibonacci with a maatine for each call.
use Bu (timed, report)

fn fib(n, to) {
    if n <= 2 {
        to <- ['fib', 1, 1]
    } else {
        let me = Ma.self
        ma fib(n - 1, me)
        ma fib(n - 2, me)
        let value = 0
        let count = 1
        for ^2 { receive { when ['fib', v, c] { value += v; count += c } } }
        to <- ['fib', value, count]
    }
}


fn linear(n) {
    let a = 0
    let b = 1
    for ^n { (a, b) = (b, a + b) }
    a
}

const maatines = {10 => 109, 21 => 21_891, 25 => 150_049}
let n = ARGV[0].num
let (secs, got) = timed({
    ma fib(n, Ma.self)
    receive { when ['fib', v, c] { [v, c] } }
})*
report('savina_fib', secs, maatines{n}, got == [linear(n), maatines{n}], {value => got[0], maatines => got[1]})
