// Exceeding max_heap raises MemoryError, which can be caught.
// flags: --max-heap 400K
// timeout: 10
let xs = []
try { loop { xs.push([1, 2, 3]) } } catch MemoryError { say 'caught' }   // expect: caught
xs = nil
let ys = (^100).map({ [_] })
say ys.len                                                               // expect: 100
