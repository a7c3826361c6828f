// N numbers: a maatine splits what it gets in three and hands the outer parts to two others, until they are short.
use Bu (Random, timed, report)

fn sorted(xs) {
    return xs if xs.len < 2
    let pivot = xs[xs.len.div(2)]
    let same = xs.count(pivot)
    sorted(xs.grep {|x| x < pivot }) + Array.new(same, pivot) + sorted(xs.grep {|x| x > pivot })
}

fn sort(xs, to, side) {
    if xs.len < 2048 {
        to <- [side, sorted(xs)]
    } else {
        let pivot = xs[xs.len.div(2)]
        let same = Array.new(xs.count(pivot), pivot)
        let me = Ma.self
        ma sort(xs.grep {|x| x < pivot }, me, 'left')
        ma sort(xs.grep {|x| x > pivot }, me, 'right')
        let left = receive { when ['left', part] { part } }
        let right = receive { when ['right', part] { part } }
        to <- [side, left + same + right]
    }
}

fn ascending(xs) {
    for 1..^xs.len -> i { return false if xs[i - 1] > xs[i] }
    true
}

const known = {1_000_000 => 32_768_134_304, 200_000 => 6_554_844_192, 1000 => 32_914_372}
let n = ARGV[0].num
let random = Random.new(seed => 1024)
let numbers = (^n).map {|_i| random.next }
let (secs, xs) = timed({
    let me = Ma.self
    ma sort(numbers, me, 'all')
    receive { when ['all', xs] { xs } }
})*
report('savina_quicksort', secs, n, xs.len == n && ascending(xs) && xs.sum == known{n})
