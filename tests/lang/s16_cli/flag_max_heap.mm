// --max-heap limits each maatine.
// flags: --max-heap 400K
// timeout: 10
let xs = []
let p = ma { let ys = []; try { loop { ys.push([1]) } } catch MemoryError { exit_ma('full') } }
say p.join                                                              // expect: full
try { loop { xs.push([1]) } } catch MemoryError { say 'main full' }     // expect: main full
