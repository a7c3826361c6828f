// What fills the memory of the whole program with long strings can be handled, too, and all goes on once it is dropped.
// flags: --max-memory 40m
let q = Ma.spawn({
    try {
        let xs = []
        loop { xs.push('x' * 100 + "{xs.len}") }
    } catch MemoryError { exit_ma('handled') }
})
say q.join
let xs = (1..1000).map {|i| 'x' * 100 + "{i}" }
say xs.len
// expect: handled
// expect: 1000
