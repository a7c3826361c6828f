// Builds and walks complete binary trees: a large one that lives, many small ones that do not. A node is an Array of its two subtrees.
use Bu (timed, report)

fn make(d) { d == 0 ? [] : [make(d - 1), make(d - 1)] }

fn count(t) { t.len == 0 ? 1 : 1 + count(t[0]) + count(t[1]) }

fn size(d) { (1 << (d + 1)) - 1 }

fn all(n) {
    let total = count(make(n + 1))
    let long = make(n)
    loop (let d = 4; d <= n; d += 2) {
        for ^(1 << (n - d + 4)) { total += count(make(d)) }
    }
    total + count(long)
}

fn expected(n) {
    let want = size(n + 1) + size(n)
    loop (let d = 4; d <= n; d += 2) { want += (1 << (n - d + 4)) * size(d) }
    want
}

let n = ARGV[0].num
let (secs, nodes) = timed({ all(n) })*
report('bintrees', secs, expected(n), nodes == expected(n), {nodes => nodes})
