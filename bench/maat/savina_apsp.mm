// All shortest paths of a graph of N nodes by Floyd and Warshall: a maatine for each ten rows; who owns row k sends it to the others.
use Bu (Random, timed, report)

const block = 10

fn work(first, rows, n, to) {
    let others = receive { when ['all', all] { all } }
    for ^n -> k {
        let mine = first <= k < first + rows.len
        if mine {
            for others -> p { p <- ['row', k, rows[k - first]] if p != Ma.self }
        }
        let row = mine ? rows[k - first].take(n) : (receive { when ['row', (k), r] { r } })
        rows = rows.map {|old| shorten(old, row, old[k], n) }
    }
    to <- ['rows', first, rows]
}

fn shorten(old, row, d, n) {
    let out = []
    for ^n -> j {
        let x = old[j]
        let y = d + row[j]
        out.push(x < y ? x : y)
    }
    out
}

fn graph(n) {
    let random = Random.new(seed => n)
    let g = (^n).map {|_i| Array.new(n, 0) }
    for ^n -> i {
        for i + 1..^n -> j {
            let w = random.below(100) + 1
            g[i][j] = w
            g[j][i] = w
        }
    }
    g
}

const known = {300 => 401_700, 200 => 201_200, 20 => 8_980}
let n = ARGV[0].num
let g = graph(n)
let (secs, sum) = timed({
    let me = Ma.self
    let blocks = n.div(block)
    let all = (^blocks).map {|b| ma work(b * block, g[b * block..^(b + 1) * block], n, me) }
    for all -> p { p <- ['all', all] }
    let sum = 0
    for ^blocks { receive { when ['rows', _, rows] { sum += rows.map(:.sum).sum } } }
    sum
})*
report('savina_apsp', secs, n * n * n, sum == known{n}, {sum => sum})
