// Counts all placements of N queens, R times. `cols` holds the columns of the rows already filled.
use Bu (timed, report)

fn safe(c, cols, k) {
    let d = 1
    loop (let i = k - 1; i >= 0; i--) {
        let q = cols[i]
        return false if q == c or q == c + d or q == c - d
        d++
    }
    true
}

fn place(k, n, cols) {
    return 1 if k == n
    let total = 0
    for 1..n -> c {
        if safe(c, cols, k) {
            cols[k] = c
            total += place(k + 1, n, cols)
        }
    }
    total
}

fn repeat(r, n) {
    let total = 0
    for ^r { total += place(0, n, []) }
    total
}

const known = {6 => 4, 8 => 92, 10 => 724, 12 => 14_200}
let n = ARGV[0].num
let r = ARGV[1].num
let (secs, total) = timed({ repeat(r, n) })*
report('nqueens', secs, r, total == r * known{n}, {solutions => total.div(r)})
