// Running into max_heap with what lies outside of the heap proper can be handled like any other MemoryError: what the heap answers for
// is known at any time, not found out by a full collection after the limit was passed by far.
let kinds = [
    ['strings', {|i| 'x' * 100 + "{i}" }],
    ['fresh ones', {|i| "{i}" + 'y' * 200 }],
    ['bytes', {|i| ('x' * 100 + "{i}").bytes }],
    ['growing', {|i|
        let s = 'x' * 100
        for 1..20 -> k { s = s + "{i + k}" }
        s
    }],
    ['parts', {|i| ('x' * 300 + "{i}")[5..250] }],
    ['frozen', {|i| [('x' * 100 + "{i}")].freeze }],
    ['mixed', {|i| [('z' * 100 + "{i}"), "{i}", ('x' * 100 + "{i}").bytes] }]
]

fn fill(f) {
    let xs = []
    loop { xs.push(f(xs.len)) }
}
for kinds -> kind {
    let name = kind[0]
    let f = kind[1]
    let p = Ma.spawn({
        try { fill(f) } catch MemoryError { exit_ma('handled') }
    }, max_heap => 1_000_000)
    say name, ' ', p.join
}
// expect: strings handled
// expect: fresh ones handled
// expect: bytes handled
// expect: growing handled
// expect: parts handled
// expect: frozen handled
// expect: mixed handled

// Once what filled the heap is dropped all goes on as before, and as often as one likes.
fn again(f) {
    let n = 0
    for 1..2 {
        try { fill(f) } catch MemoryError { n += 1 }
        let xs = (1..1000).map(f)
        n += xs.len
    }
    n
}
let parent = Ma.self
for kinds -> kind {
    let name = kind[0]
    let f = kind[1]
    let p = Ma.spawn({ parent <- ['n', again(f)] }, max_heap => 1_500_000)
    receive { when ['n', n] { say name, ' ', n } after 60 { say name, ' nothing' } }
}
// expect: strings 2002
// expect: fresh ones 2002
// expect: bytes 2002
// expect: growing 2002
// expect: parts 2002
// expect: frozen 2002
// expect: mixed 2002
