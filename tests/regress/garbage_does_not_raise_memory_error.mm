// What had passed the limit of a heap, but was dead for the most part, raised MemoryError at the next thing made of a buffer of its own: nobody
// had looked what lives.
fn limited(f) { Ma.spawn({ try { exit_ma(f()) } catch MemoryError -> e { exit_ma("{e}") } }, max_heap => 1_000_000).join }

// Frozen graphs, each dropped when the next one is there.
say limited({
    let f = nil
    let n = 0
    for 1..400 -> i {
        f = [(1..700).map {|k| k }, i].freeze
        n += ('y' * 1000 + "{i}").len
    }
    n > 400_000
})
// expect: true

// Large storage that dies with its key.
say limited({
    let w = WeakMap.new
    let last = nil
    for 1..2000 -> i {
        last = [i]
        w.set(last, (1..723).map {|k| k })
    }
    w.get(last).len
})
// expect: 723

// Texts and parts of them, with messages to oneself.
say limited({
    let n = 0
    for 1..1500 -> i {
        let s = 'z' * (2000 + i % 700) + "{i}"
        Ma.self <- [s, s[5..300], (1..200).map {|k| k }]
        let m = receive { when x { x } }
        n += m.len
        for 1..3 -> k { n += (m[1] + "{k}").len - 296 - "{k}".len }
    }
    n
})
// expect: 4500
