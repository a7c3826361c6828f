// Literals that are filled and then sent are handed over, and those that something else refers to are copied.
fn row(i) { (^40).map {|k| i + k } }
let p = ma {
    loop {
        receive {
            when 'stop' { return }
            when [from, x] { from <- x.len }
            when {from => f, rows => r} { f <- r.len }
        }
    }
}
let me = Ma.self
fn moved { Ma.info(me, 'bytes_moved') }
fn answer { receive { when n { n } } }

fn array {
    let a = []
    for ^500 -> i { a.push(row(i)) }
    p <- [me, a]
    answer()
}
fn map {
    let m = {}
    for ^500 -> i { m{i} = row(i) }
    p <- [me, m]
    answer()
}
fn inside {
    let rows = []
    for ^500 -> i { rows.push(row(i)) }
    p <- {from => me, rows => rows}
    answer()
}
fn made_there {
    p <- {from => me, rows => (^500).map {|i| row(i) }}
    answer()
}
fn literal {
    let message = [me, (^500).map {|i| row(i) }]
    p <- message
    answer()
}
fn used_again {
    let a = []
    for ^500 -> i { a.push(row(i)) }
    p <- [me, a]
    a.push(1)
    answer() + a.len
}
fn known {
    let a = []
    let other = [a]
    for ^500 -> i { a.push(row(i)) }
    p <- [me, a]
    other[0].push(1)
    answer() + other[0].len
}

// Whether any of some is handed over: a collection that is under way may keep one. Told of those that can be when asked (test_moves.py).
fn any_moved(f) {
    let before = moved()
    let n = 0
    for ^20 { n += f() }
    [n, moved() > before]
}
for [array, map, inside, made_there, literal] -> f {
    let (n, moved) = any_moved(f)*
    say n, ARGV.len > 0 ? " {moved}" : ''
}
// expect: 10000
// expect: 10000
// expect: 10000
// expect: 10000
// expect: 10000
say any_moved(used_again)   // expect: [20020, false]
say any_moved(known)        // expect: [20020, false]
p <- 'stop'
