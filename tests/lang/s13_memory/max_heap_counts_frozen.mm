// max_heap counts the maatine's share of the frozen values and long strings that it refers to.
let parent = Ma.self

// It makes and keeps frozen values until the limit stops it; its heap proper holds next to nothing.
fn keep_frozen {
    let kept = []
    try {
        for 1..1000 -> i { kept.push((1..2000).map {|k| k + i }.freeze) }
        'never'
    } catch e {
        e isa MemoryError
    }
}
fn run(what, bytes) {
    Ma.spawn({ parent <- ['result', what()] }, args => [], max_heap => bytes)
    receive { when ['result', v] { v } }
}
say run(keep_frozen, 1000000)           // expect: true

// What is shared by many weighs little for each: twenty hold four megabytes together.
let frozen = (1..500000).map {|k| k }.freeze
fn hold(v) {
    parent <- 'ready'
    receive { when 'go' {} }
    parent <- v.len
}
let all = (1..20).map {|i| Ma.spawn(hold, args => [frozen], max_heap => 8000000) }
for all { receive { when 'ready' {} } }
say all.map {|p| Ma.info(p, 'memory') < 1000000 }.uniq      // expect: [true]
for all -> p { p <- 'go' }
say all.map {|p| receive { when n { n } } }.uniq            // expect: [500000]

// Garbage that is frozen is noticed, though nothing in the heap grows by it.
fn drop_frozen {
    for 1..300 -> i { let v = (1..2000).map {|k| k + i }.freeze }
    'done'
}
say run(drop_frozen, 1000000)           // expect: done
