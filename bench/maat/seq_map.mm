// One map: N keys are set, then each is looked up. `int`: numbers of the generator; `str`: "k0", "k1" ...
use Bu (timed, report, rnd)

fn ints(n) {
    let m = {}
    let x = 42
    for ^n -> i {
        x = rnd(x)
        m{x} = i
    }
    let sum = 0
    x = 42
    for ^n {
        x = rnd(x)
        sum += m{x}
    }
    [m.len, sum]
}

fn strs(n) {
    let m = {}
    for ^n -> i { m{"k{i}"} = i }
    let sum = 0
    for ^n -> i { sum += m{"k{i}"} }
    [m.len, sum]
}

let n = ARGV[1].num
let (secs, got) = timed({ ARGV[0] == 'int' ? ints(n) : strs(n) })*
report("map_{ARGV[0]}", secs, 2 * n, got == [n, (n * (n - 1)).div(2)])
