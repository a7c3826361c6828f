// A string of N pieces "item0," "item1," ...: `build` collects and joins them, `cat` appends each to the string.
use Bu (timed, report)

fn build(n) {
    let pieces = []
    for ^n -> i { pieces.push("item{i},") }
    pieces.join('')
}

fn cat(n) {
    let s = ''
    for ^n -> i {
        let piece = "item{i},"
        s = s + piece
    }
    s
}

fn expected(n) {
    let want = 0
    for ^n -> i { want += 5 + i.str.len }
    want
}

let mode = ARGV[0]
let n = ARGV[1].num
let (secs, s) = timed({ mode == 'build' ? build(n) : cat(n) })*
report("str{mode}", secs, n, s.len == expected(n) && s.ends("item{n - 1},"), {bytes => s.bytes.len})
