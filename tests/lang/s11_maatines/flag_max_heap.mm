// Ma.flag('max_heap', n) limits the own heap.
// timeout: 10
let p = ma {
    Ma.flag('max_heap', 400000)
    let xs = []
    try { loop { xs.push([1, 2, 3]) } } catch MemoryError { exit_ma('full') }
}
say p.join     // expect: full
