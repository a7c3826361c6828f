// What others hold, too, was counted as it was shared when it came: of messages and frozen graphs never again, and the count of a message
// that lost its texts could go below zero. So a heap passed its limit unseen, or seemed to be empty.
let size = 4_000_000
fn text(i) { 'x' * size + "{i}" }
fn about(n, of) { n > of * 0.9 and n < of * 2 }
let parent = Ma.self

fn keep(what) { what }
let p = Ma.spawn({
    let m = receive { when x { x } }
    receive { when 'dropped' {} }
    GC.collect
    let had = GC.info['memory']
    m[0] = nil
    m[1] = nil
    GC.collect
    let rest = GC.info['memory']
    parent <- [about(had, size), rest > 30_000 and rest < 200_000]
    parent <- m.len
})
fn hand_over {
    let m = [text(1), (1..3000).map {|i| i }, (1..1000).map {|i| [i, i] }]
    p <- m
    m.len
}
hand_over()
GC.collect
p <- 'dropped'
receive { when x { say x } }        // expect: [true, true]
receive { when x { say x } }        // expect: 3

// Parts that are written count whole, in a message as elsewhere.
fn bytes { (1..40).map {|i| text(i)[0..^100_000].bytes } }
let q = Ma.spawn({
    let bs = receive { when x { x } }
    for bs -> b { b[0] = 1 }
    GC.collect
    parent <- about(GC.info['memory'], 4_000_000)
    parent <- bs.len
})
q <- bytes()
receive { when x { say x } }        // expect: true
receive { when x { say x } }        // expect: 40

// A limit is held by what was sent, and by what was frozen.
fn limited(f) {
    let m = Ma.spawn({ try { f() } catch MemoryError { exit_ma('limit') } }, max_heap => 5 * size)
    m
}
let r = limited({
    let all = []
    for 1..30 { all.push(receive { when x { x } }); parent <- 'next' }
    all.len
})
fn send_one(i) {
    r <- [text(i), i, (1..200).map {|k| k }]
    nil
}
Ma.monitor(r)
fn feed {
    for 1..30 -> i {
        send_one(i)
        GC.collect
        receive { when 'next' {} when ['DOWN', _, _, why] { return "{why} in time {i < 12}" } }
    }
    'all of it'
}
say feed()      // expect: limit in time true
let s = limited({ let all = []; for 1..30 -> i { all.push([text(i)].freeze) }; all.len })
say s.join      // expect: limit
