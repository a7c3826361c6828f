// Sorts N numbers of the generator. Making them is not timed.
use Bu (timed, report, rnd)

fn numbers(n) {
    let x = 42
    (^n).map {|_i| x = rnd(x); x }
}

fn ascending(a) {
    for 1..^a.len -> i { return false if a[i - 1] > a[i] }
    true
}

let n = ARGV[0].num
let xs = numbers(n)
let (secs, sorted) = timed({ xs.sort })*
report('sort', secs, n, ascending(sorted) && xs.sum == sorted.sum && sorted.len == n, {first => sorted[0]})
